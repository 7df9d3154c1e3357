"""What this machine is made of, read and never written. Prints one JSON object.

    hardware.py               everything but LLDP
    hardware.py NAME...       some of: dmi firmware cpu memory disks nics kernel-cmdline lldp

Only Python's standard library, 3.6 and newer, and util-linux.
"""
import glob
import json
import os
import re
import subprocess
import sys
import time

ARCHITECTURES = {
    "x86_64": "amd64", "i686": "i386", "aarch64": "arm64", "armv7l": "armhf",
    "ppc64le": "ppc64el", "s390x": "s390x",
}
# Never a disk to install on, whatever lsblk calls them.
NO_DISK = re.compile(r"^(loop|ram|zram|sr|fd|nbd|bcache|md|dm-)")
# The USB Ethernet that some BMCs show to every host alike.
NOBODYS_MACS = ("02:00:00:00:00:02", "00:00:00:00:00:00")
SMALLEST_DISK = 4 * 1024 * 1024


def read(path):
    try:
        with open(path, errors="replace") as stream:
            return stream.read().strip()
    except OSError:
        return ""


def output(*command):
    """What a program prints; None when it is missing or fails."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode(errors="replace") if done.returncode == 0 else None


def some(**fields):
    return {key: value for key, value in fields.items() if value not in (None, "")}


def dmi():
    """As sysfs orders the UUID's bytes: SMBIOS 2.6 and newer store its first three fields little-endian."""
    at = "/sys/class/dmi/id/"
    return some(
        architecture=ARCHITECTURES.get(os.uname().machine, os.uname().machine),
        uuid=read(at + "product_uuid").lower(), serial=read(at + "product_serial"),
        vendor=read(at + "sys_vendor"), product=read(at + "product_name"),
    )


def firmware():
    return {"firmware": "uefi" if os.path.isdir("/sys/firmware/efi") else "bios"}


def cpu():
    model = re.search(r"^(?:model name|cpu|Processor)\s*:\s*(.+)$", read("/proc/cpuinfo"), re.M)
    return {"cpu": some(model=model and model.group(1).strip(), threads=os.cpu_count() or 1)}


def memory():
    """The blocks that are installed, where the kernel shows them; MemTotal lacks what it keeps for itself."""
    block = read("/sys/devices/system/memory/block_size_bytes")
    online = [path for path in glob.glob("/sys/devices/system/memory/memory*/online") if read(path) == "1"]
    if block and online:
        return {"memoryBytes": int(block, 16) * len(online)}
    total = re.search(r"^MemTotal:\s*(\d+) kB", read("/proc/meminfo"), re.M)
    return {"memoryBytes": int(total.group(1)) * 1024 if total else 0}


def disks():
    columns = "NAME,TYPE,SIZE,RO,SERIAL,WWN,MODEL"
    listed = output("lsblk", "--json", "--bytes", "--nodeps", "--output", columns)
    found = json.loads(listed)["blockdevices"] if listed else []
    return {"disks": [disk(entry) for entry in found if is_disk(entry)]}


def is_disk(entry):
    writable = entry.get("ro") in (False, 0, "0")
    size = int(entry.get("size") or 0)
    return (entry["type"] == "disk" and writable and size > SMALLEST_DISK
            and not NO_DISK.match(entry["name"]))


def disk(entry):
    name = entry["name"]
    at = "/sys/class/block/%s/" % name
    serial = entry.get("serial") or read(at + "serial") or read(at + "device/serial")
    serial = serial.strip()
    return some(
        name=name, bytes=int(entry["size"]), serial=serial,
        wwn=(entry.get("wwn") or read(at + "wwid")).strip(),
        model=(entry.get("model") or read(at + "device/model")).strip(),
        path=by_id("/dev/" + name, serial), signatures=signatures(name),
    )


def by_id(device, serial):
    """The link that names the serial, else the shortest: links that end in -partN are not the disk."""
    links = [link for link in glob.glob("/dev/disk/by-id/*") if os.path.realpath(link) == device]
    named = serial.replace(" ", "_")
    links.sort(key=lambda link: (not (named and named in link), len(link), link))
    return links[0] if links else None


def signatures(name):
    """Of the disk and of its partitions. What cannot be read does not count as empty."""
    parts = [os.path.basename(path) for path in glob.glob("/sys/class/block/%s/%s*" % (name, name))]
    found = set()
    for device in [name] + parts:
        listed = output("wipefs", "--no-act", "--noheadings", "--output", "TYPE", "/dev/" + device)
        found.update(["unreadable"] if listed is None else listed.split())
    return sorted(found)


def nics():
    """Physical Ethernet only. A link that is down or not brought up cannot be asked for its carrier."""
    found = []
    for path in sorted(glob.glob("/sys/class/net/*")):
        mac = read(path + "/address").lower()
        physical = os.path.exists(path + "/device") and read(path + "/type") == "1"
        if not physical or mac in NOBODYS_MACS:
            continue
        carrier = {"1": True, "0": False}.get(read(path + "/carrier"))
        found.append(some(name=os.path.basename(path), mac=mac, link=carrier))
    return {"nics": found}


def kernel_command_line():
    """BOOTIF is 01-aa-bb-.. from PXELINUX and GRUB, 01-aa:bb:.. from iPXE."""
    text = read("/proc/cmdline")
    mac = re.search(r"\bBOOTIF=(?:01-)?([0-9a-fA-F]{2}(?:[-:][0-9a-fA-F]{2}){5})\b", text)
    return some(kernelCommandLine=text, bootMac=mac and mac.group(1).replace("-", ":").lower())


def lldp():
    """Switch and port per interface, where lldpd runs in the image; switches announce every 30 s."""
    for _ in range(35):
        listed = output("lldpctl", "-f", "json0")
        if listed is None:
            return {}
        try:
            neighbours = dict(neighbour(entry) for entry in interfaces(listed))
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            print("lldpctl prints something else: %s" % error, file=sys.stderr)
            return {}
        if neighbours:
            return {"neighbours": neighbours}
        time.sleep(1)
    return {}


def interfaces(listed):
    return [entry for lldp in json.loads(listed).get("lldp", []) for entry in lldp.get("interface", [])]


def neighbour(entry):
    """json0 is lldpctl's regular form: everything is a list."""
    chassis = (entry.get("chassis") or [{}])[0]
    port = (entry.get("port") or [{}])[0]
    words = [first(chassis, "name"), first(port, "id") or first(port, "descr")]
    return entry["name"], " ".join(word for word in words if word) or "unnamed"


def first(holder, key):
    return str((holder.get(key) or [{}])[0].get("value", ""))


PROBES = {
    "dmi": dmi, "firmware": firmware, "cpu": cpu, "memory": memory, "disks": disks, "nics": nics,
    "kernel-cmdline": kernel_command_line, "lldp": lldp,
}
QUICK = [name for name in PROBES if name != "lldp"]


def gather(names=None):
    facts = {}
    for name in names or QUICK:
        facts.update(PROBES[name]())
    return facts


if __name__ == "__main__":
    json.dump(gather(sys.argv[1:]), sys.stdout)
    print()
