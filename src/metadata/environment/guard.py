"""Proves to the controller which machine and which disks this is, before there is an installer.

The controller compares what is found with what the plan names, and answers with the installer's
configuration or with a refusal. A refused machine powers off; a failed one stays up, to be looked at.

    guard.py                    prove, fetch, install
    guard.py check-disks JSON   the installer's first command: the disks once more, right before writing
"""
import hashlib
import json
import os
import subprocess
import sys

import hardware
import wire

# cloud-init's power_state heeds it.
HOLD = "/tmp/block-reboot"
CONFIG = os.path.join(wire.HERE, "curtin.yaml")
TREE = os.path.join(wire.HERE, "curtin")
LOG = "/tmp/curtin.out"


def boot_id():
    with open("/proc/sys/kernel/random/boot_id") as stream:
        return stream.read().strip()


def main():
    facts = {"boot": boot_id(), "facts": hardware.gather()}
    status, answer = wire.post_json("guard", facts)
    if status == 409:
        return refuse(json.loads(answer.decode())["refused"])
    if status != 200:
        return fail("the controller answered %d to the guard" % status)
    released = json.loads(answer.decode())
    try:
        return install(released, curtin(released["curtin"]))
    except (OSError, subprocess.CalledProcessError) as error:
        return fail("fetching the installer: %s" % error)


def refuse(reason):
    """Nothing was written, and nothing will be by staying up."""
    print("guard: refused: %s" % reason, flush=True)
    hold()
    subprocess.call(["poweroff"])
    return 1


def fail(reason):
    print("guard: %s" % reason, flush=True)
    hold()
    wire.signal("FAILED", error=reason)
    return 1


def hold():
    open(HOLD, "w").close()


def curtin(delivery):
    """The command that is curtin, once it is here."""
    if delivery["kind"] == "archive":
        return archive(delivery["path"], delivery["sha256"])
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    subprocess.check_call(["apt-get", "--quiet", "update"], env=quiet)
    subprocess.check_call(["apt-get", "--quiet", "--yes", "install", "curtin"], env=quiet)
    return ["curtin"]


def archive(path, digest):
    status, content = wire.get(path)
    if status != 200:
        raise OSError("%s: status %d" % (path, status))
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        raise OSError("%s: expected sha256 %s, found %s" % (path, digest, found))
    os.makedirs(TREE, exist_ok=True)
    subprocess.run(["tar", "-xf", "-", "-C", TREE, "--no-same-owner"], input=content, check=True)
    return ["env", "PYTHONPATH=" + tree(), "python3", "-m", "curtin"]


def tree():
    """An archive made from a repository has no folder around it; a release's has one."""
    folders = [TREE] + [os.path.join(TREE, name) for name in sorted(os.listdir(TREE))]
    for folder in folders:
        if os.path.exists(os.path.join(folder, "curtin", "__main__.py")):
            return folder
    raise OSError("the archive holds no curtin/__main__.py")


def install(released, command):
    with open(CONFIG, "w") as stream:
        stream.write(released["config"])
    # What the installer writes is the target's: files in it must not be root's alone.
    os.umask(0o022)
    with open(LOG, "wb") as log:
        code = subprocess.call(command + ["-vvv", "install", "-c", CONFIG, released["source"]],
                               cwd=TREE if os.path.isdir(TREE) else "/", stdout=log, stderr=log)
    if code == 0:
        return 0
    with open(LOG, errors="replace") as log:
        lines = log.read().strip().splitlines()[-20:]
    print("\n".join(lines), flush=True)
    return fail("curtin ended with %d: %s" % (code, lines[-1] if lines else "no output"))


def check_disks(expected):
    found = hardware.disks()["disks"]
    for disk in expected:
        same = [other for other in found if is_disk(disk, other)]
        if len(same) != 1:
            words = json.dumps({"expected": disk, "found": found})
            raise SystemExit("%s disks are the one to be written: %s" % (len(same) or "no", words))
    return 0


def is_disk(expected, found):
    """As the controller compares: serial and WWN where the plan has them, else the path; and the size."""
    keys = [key for key in ("serial", "wwn") if key in expected] or ["path"]
    return all(expected.get(key) == found.get(key) for key in keys + ["bytes"])


if __name__ == "__main__":
    os.umask(0o077)
    if sys.argv[1:2] == ["check-disks"]:
        sys.exit(check_disks(json.loads(sys.argv[2])))
    sys.exit(main())
