"""Erases the disks that the controller names, and no others.

Shows first which machine and which disks this is, as guard.py does; the answer is the list, or a
refusal. Each disk of the list is looked up once more, by serial and WWN, while it is held open for writing.

    quick    zeros over both ends of the disk and of its partitions, where tables and superblocks are
    full     zeros over all of it
    secure   the drive erases itself (ATA security erase, NVMe format, secure discard), or nothing is done

The machine powers off when this ends, erased or not. What went wrong is said to the controller.
"""
import errno
import fcntl
import glob
import json
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import threading
import time

import guard
import hardware
import wire

HEARTBEAT_SECONDS = 60
# Both ends: btrfs, LVM, MD, ZFS and GPT keep theirs within one, VMFS within three.
END = 4 * 1024 * 1024
CHUNK = 8 * 1024 * 1024
SECTOR = 512
# linux/fs.h
BLKRRPART, BLKFLSBUF, BLKSECDISCARD = 0x125F, 0x1261, 0x127D
# A drive may take a night over it, and then something is wrong.
LONGEST_SECONDS = 24 * 3600
PASSWORD = "erase"


class Failed(Exception):
    pass


def main():
    facts = {"boot": guard.boot_id(), "facts": hardware.gather()}
    status, answer = wire.post_json("erase", facts)
    if status == 409:
        print("erase: refused: %s" % json.loads(answer.decode())["refused"], flush=True)
        return 1
    if status != 200:
        return fail("the controller answered %d to the erasing" % status)
    asked = json.loads(answer.decode())
    threading.Thread(target=beat, daemon=True).start()
    try:
        erase(asked["method"], asked["disks"])
    except Exception as problem:
        return fail("erasing failed: %s" % (problem if isinstance(problem, Failed) else repr(problem)))
    persist("OK")
    return 0


def beat():
    while True:
        time.sleep(HEARTBEAT_SECONDS)
        try:
            wire.signal("WORKING")
        except SystemExit as silence:
            print(silence, file=sys.stderr)


def fail(reason):
    print("erase: %s" % reason, flush=True)
    persist("FAILED", error=reason)
    return 1


def persist(status, **fields):
    """A controller that is away for an hour must still learn that a disk is blank."""
    for _ in range(60):
        try:
            return wire.signal(status, **fields)
        except SystemExit as silence:
            print(silence, file=sys.stderr)
    raise SystemExit("the controller cannot be told that the erasing ended: %s" % status)


def erase(method, expected):
    """What one disk cannot do is found out before another one is touched."""
    names = [find(disk)["name"] for disk in expected]
    for name in names:
        release(name, names)
    plans = [PLANS[method](name, names) for name in names]
    for disk, name, carry_out in zip(expected, names, plans):
        print("erase: %s: %s, %s" % (method, label(disk), name), flush=True)
        with Exclusive(disk, name) as descriptor:
            carry_out(descriptor)
        settle(name)
        left = hardware.signatures(name)
        if left:
            raise Failed("%s still shows %s" % (label(disk), ", ".join(left)))


def label(disk):
    return disk.get("serial") or disk.get("wwn") or disk.get("path") or "a disk without a name"


def find(expected):
    """The one disk that is the expected one, as the kernel calls it now."""
    found = hardware.disks()["disks"]
    same = [disk for disk in found if guard.is_disk(expected, disk)]
    if len(same) != 1:
        seen = ", ".join("%s (%d bytes)" % (label(disk), disk["bytes"]) for disk in found)
        raise Failed("expected disk %s of %d bytes, found %s"
                     % (label(expected), expected["bytes"], seen or "none"))
    return same[0]


class Exclusive:
    """The disk, held so that nobody else mounts or assembles it, and known to be the expected one while it is held."""

    def __init__(self, expected, name):
        self.expected, self.name = expected, name

    def __enter__(self):
        try:
            self.descriptor = os.open("/dev/" + self.name, os.O_RDWR | os.O_EXCL | os.O_CLOEXEC)
        except OSError as error:
            if error.errno != errno.EBUSY:
                raise
            raise Failed("%s (%s) is in use" % (label(self.expected), self.name))
        try:
            self.check()
        except BaseException:
            os.close(self.descriptor)
            raise
        return self.descriptor

    def check(self):
        opened = os.fstat(self.descriptor)
        numbers = "%d:%d" % (os.major(opened.st_rdev), os.minor(opened.st_rdev))
        listed = hardware.read("/sys/class/block/%s/dev" % self.name)
        if not stat.S_ISBLK(opened.st_mode) or numbers != listed:
            raise Failed("/dev/%s is not the disk %s" % (self.name, self.name))
        now = find(self.expected)["name"]
        if now != self.name:
            raise Failed("%s was %s and is %s" % (label(self.expected), self.name, now))

    def __exit__(self, *_):
        os.close(self.descriptor)


def release(name, names):
    """Ends what the environment itself assembled on the disk: LVM, RAID, bcache. Nothing that spans another disk."""
    parts = [name] + partitions(name)
    for holder in sorted({holder for part in parts for holder in listed(part, "holders")}):
        dissolve(holder, names)


def dissolve(holder, names):
    for above in listed(holder, "holders"):
        dissolve(above, names)
    if not os.path.exists("/sys/class/block/" + holder):
        return
    others = sorted(disks_below(holder) - set(names))
    if others:
        raise Failed("%s spans %s, which is not to be erased" % (holder, ", ".join(others)))
    if holder.startswith("dm-"):
        subprocess.call(["dmsetup", "remove", "--retry", "/dev/" + holder])
    elif holder.startswith("md"):
        subprocess.call(["mdadm", "--stop", "/dev/" + holder])
    elif holder.startswith("bcache"):
        with open("/sys/class/block/%s/bcache/stop" % holder, "w") as stream:
            stream.write("1")
        time.sleep(2)


def disks_below(name):
    below = listed(name, "slaves")
    if below:
        return {disk for slave in below for disk in disks_below(slave)}
    path = os.path.realpath("/sys/class/block/" + name)
    partition = os.path.exists(path + "/partition")
    return {os.path.basename(os.path.dirname(path) if partition else path)}


def listed(name, what):
    path = "/sys/class/block/%s/%s" % (name, what)
    return sorted(os.listdir(path)) if os.path.isdir(path) else []


def partitions(name):
    return [os.path.basename(os.path.dirname(path))
            for path in sorted(glob.glob("/sys/class/block/%s/*/partition" % name))]


def settle(name):
    """The kernel reads the partition table again, and udev has looked."""
    descriptor = os.open("/dev/" + name, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.ioctl(descriptor, BLKRRPART)
    except OSError as error:
        print("erase: %s: its partition table is not read again: %s" % (name, error), flush=True)
    finally:
        os.close(descriptor)
    if shutil.which("udevadm"):
        subprocess.call(["udevadm", "settle", "--timeout=30"])


def quick(name, _names):
    places = [(0, None)] + [place(name, part) for part in partitions(name)]

    def carry_out(descriptor):
        whole = os.lseek(descriptor, 0, os.SEEK_END)
        ranges = [(first, whole - first if size is None else size) for first, size in places]
        # The disk's own ends last: until then its partitions can be found again.
        ends = [end for span in reversed(ranges) for end in both_ends(*span)]
        for first, size in ends:
            zeros(descriptor, first, size)
        verify(descriptor, ends)
    return carry_out


def place(name, part):
    at = "/sys/class/block/%s/%s/" % (name, part)
    return int(hardware.read(at + "start")) * SECTOR, int(hardware.read(at + "size")) * SECTOR


def both_ends(first, size):
    """An extended partition is two sectors short: its logical ones have ends of their own."""
    end = min(size, END)
    return [(first, end), (first + size - end, end)]


def full(_name, _names):
    def carry_out(descriptor):
        whole = os.lseek(descriptor, 0, os.SEEK_END)
        zeros(descriptor, 0, whole)
        step = max(END, whole // 64 // END * END)
        verify(descriptor, [(first, min(END, whole - first)) for first in range(0, whole, step)]
               + both_ends(0, whole))
    return carry_out


def zeros(descriptor, first, size):
    nothing = memoryview(bytes(CHUNK))
    done = 0
    while done < size:
        done += os.pwrite(descriptor, nothing[:min(CHUNK, size - done)], first + done)
        if done % (1 << 30) == 0:
            # Not all of memory full of what is not written yet.
            os.fdatasync(descriptor)
    os.fsync(descriptor)


def verify(descriptor, ranges):
    """Read from the disk, and not from what the kernel remembers of it."""
    fcntl.ioctl(descriptor, BLKFLSBUF)
    for first, size in ranges:
        found = os.pread(descriptor, size, first)
        if len(found) != size or found.strip(b"\0"):
            raise Failed("at byte %d it does not read as zeros" % first)


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


ADVICE = "write release.erase: full, or quick"


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
    places = [first for first, _ in both_ends(0, whole)]
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


PLANS = {"quick": quick, "secure": secure, "full": full}

if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
