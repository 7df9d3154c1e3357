"""Drives that erase themselves: ATA security erase, NVMe format, secure discard.

`secure` says how one would, or why it cannot; nothing is done before what it returns is called. Nothing less is
ever done instead.
"""
import fcntl
import glob
import json
import os
import re
import shutil
import struct
import subprocess

import hardware

# linux/fs.h
BLKFLSBUF, BLKSECDISCARD = 0x1261, 0x127D
# A drive may take a night over it, and then something is wrong.
LONGEST_SECONDS = 24 * 3600
PASSWORD = "erase"
ADVICE = "write release.erase: full, or quick"


class Failed(Exception):
    pass


def secure(name, names):
    if name.startswith("nvme"):
        return nvme(name, names)
    if name.startswith("mmcblk"):
        return lambda descriptor: by_itself(descriptor, lambda: secure_discard(descriptor, name))
    return ata(name)


def secure_discard(descriptor, name):
    whole = os.lseek(descriptor, 0, os.SEEK_END)
    try:
        fcntl.ioctl(descriptor, BLKSECDISCARD, struct.pack("=QQ", 0, whole))
    except OSError as error:
        raise Failed("%s cannot discard securely (%s); %s" % (name, error, ADVICE))


def need(program, package, name):
    """From the archive, as the installer is fetched, where the image lacks it and there is one to ask."""
    if not shutil.which(program) and shutil.which("apt-get"):
        quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        impatient = ["-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20"]
        for words in (["update"], ["--yes", "install", package]):
            subprocess.call(["apt-get", "--quiet"] + impatient + words, env=quiet)
    if not shutil.which(program):
        raise Failed("secure erasing of %s needs %s, which this environment does not have; %s"
                     % (name, program, ADVICE))


def ata(name):
    """The words of `hdparm -I`, below Security: `not<TAB>frozen` and the like."""
    need("hdparm", "hdparm", name)
    told = hardware.output("hdparm", "-I", "/dev/" + name) or ""
    security = re.search(r"^Security:\s*\n((?:[ \t]+.*\n?)*)", told, re.M)
    words = [" ".join(line.split()) for line in (security.group(1) if security else "").splitlines()]
    if "supported" not in words:
        raise Failed("%s does not support secure erasing; %s" % (name, ADVICE))
    for obstacle in ("enabled", "locked", "frozen"):
        if obstacle in words:
            raise Failed("security of %s is %s: it must not be for secure erasing; power the machine off and on, or %s"
                         % (name, obstacle, ADVICE))
    command = "--security-erase-enhanced" if "supported: enhanced erase" in words else "--security-erase"
    return lambda descriptor: by_itself(descriptor, lambda: ata_erase(name, command))


def ata_erase(name, command):
    hdparm("--security-set-pass", name)
    try:
        hdparm(command, name)
    except (Failed, subprocess.SubprocessError):
        # With a password it would be locked at its next start.
        hdparm("--security-disable", name)
        raise


def hdparm(option, name):
    run("hdparm", "--user-master", "u", option, PASSWORD, "/dev/" + name)


def nvme(name, names):
    """Identify Controller: OACS bit 1 is Format NVM; FNA bits 0 and 1 say that it takes all namespaces, bit 2 cryptographic erase."""
    need("nvme", "nvme-cli", name)
    controller, namespace = (
        json.loads(hardware.output("nvme", what, "/dev/" + name, "--output-format=json") or "{}")
        for what in ("id-ctrl", "id-ns"))
    if not controller.get("oacs", 0) & 2:
        raise Failed("%s does not support formatting; %s" % (name, ADVICE))
    attributes = controller.get("fna", 0)
    others = sorted(set(siblings(name)) - set(names)) if attributes & 3 else []
    if others:
        raise Failed("%s would erase %s with it, which is not to be erased" % (name, ", ".join(others)))
    settings = 2 if attributes & 4 else 1
    layout = namespace.get("flbas", 0) & 15
    return lambda descriptor: by_itself(descriptor, lambda: run(
        "nvme", "format", "/dev/" + name, "--ses=%d" % settings, "--lbaf=%d" % layout, "--force"))


def siblings(name):
    """Other namespaces of the same controller: nvme0n2 of nvme0n1."""
    prefix = re.match(r"nvme\d+n", name).group(0)
    found = [os.path.basename(path) for path in glob.glob("/sys/class/block/%s*" % prefix)]
    return [other for other in found if other != name and re.match(prefix + r"\d+$", other)]


def by_itself(descriptor, command):
    """Some drives say that they did and did not: what was written a moment before must be gone."""
    whole = os.lseek(descriptor, 0, os.SEEK_END)
    mark = os.urandom(1 << 20)
    places = [0, whole - len(mark)]
    for first in places:
        os.pwrite(descriptor, mark, first)
    os.fsync(descriptor)
    command()
    fcntl.ioctl(descriptor, BLKFLSBUF)
    for first in places:
        if os.pread(descriptor, len(mark), first) == mark:
            raise Failed("the drive says that it erased itself, and did not; %s" % ADVICE)


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LONGEST_SECONDS)
    if done.returncode != 0:
        lines = done.stdout.decode(errors="replace").strip().splitlines()
        raise Failed("%s ended with %d: %s" % (" ".join(command[:3]), done.returncode, lines[-1] if lines else ""))
