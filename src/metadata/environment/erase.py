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
import shutil
import stat
import subprocess
import sys
import threading
import time

import drives
import guard
import hardware
import wire
from drives import Failed

HEARTBEAT_SECONDS = 60
# Both ends: btrfs, LVM, MD, ZFS and GPT keep theirs within one, VMFS within three.
END = 4 * 1024 * 1024
CHUNK = 8 * 1024 * 1024
SECTOR = 512
# linux/fs.h
BLKRRPART, BLKFLSBUF = 0x125F, 0x1261


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


PLANS = {"quick": quick, "secure": drives.secure, "full": full}

if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
