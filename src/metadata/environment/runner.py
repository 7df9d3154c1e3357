"""Runs the commissioning scripts that the controller serves, and signals how each went.

Speaks the protocol of MAAS's own runner: a tar with index.json from maas-scripts, one signal per
script with its output as files, WORKING as a heartbeat, and OK or FAILED at the end. Scripts tagged
`facts` print one JSON object; together these are sent with the last signal as facts.json.
"""
import io
import json
import os
import subprocess
import sys
import tarfile
import threading

import wire

HEARTBEAT_SECONDS = 120
SCRIPTS = os.path.join(wire.HERE, "scripts")
# Of each output stream, from its end.
MOST_OUTPUT = 256 * 1024


def main():
    status, archive = wire.get("maas-scripts")
    scripts = unpack(archive) if status == 200 else []
    stopped = threading.Event()
    threading.Thread(target=beat, args=(stopped,), daemon=True).start()
    facts, failed = {}, []
    for script in scripts:
        problem = run(script, facts)
        if problem:
            failed.append("%s: %s" % (script["name"], problem))
    stopped.set()
    if failed:
        wire.signal("FAILED", error="; ".join(failed))
        return 1
    status, _ = wire.signal("OK", {"facts.json": json.dumps(facts).encode()})
    return 0 if status == 200 else 1


def unpack(archive):
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar.getmembers():
            if not member.isfile() or ".." in member.name.split("/") or member.name.startswith("/"):
                raise SystemExit("maas-scripts holds %r" % member.name)
            tar.extract(member, SCRIPTS)
    with open(os.path.join(SCRIPTS, "index.json")) as stream:
        return json.load(stream)["1.0"].get("commissioning_scripts", [])


def beat(stopped):
    while not stopped.wait(HEARTBEAT_SECONDS):
        try:
            wire.signal("WORKING")
        except SystemExit as silence:
            print(silence, file=sys.stderr)


def run(script, facts):
    """None, or what went wrong. The script's facts are added to those of the others."""
    print("commissioning: %s" % script["name"], flush=True)
    wire.signal("WORKING", **names(script))
    code, out, err = execute(script)
    problem = None if code == 0 else describe(code, err or out)
    if problem is None and "facts" in script.get("tags", []):
        problem = merge(out, facts)
    files = {script["name"]: out + err, script["name"] + ".out": out, script["name"] + ".err": err}
    wire.signal("TIMEDOUT" if code == 124 else "WORKING", files, exit_status=code, **names(script))
    return problem


def names(script):
    return {"script_result_id": script["script_result_id"], "script_name": script["name"]}


def execute(script):
    path = os.path.join(SCRIPTS, script["path"])
    environment = dict(os.environ, RACKWRIGHT=wire.HERE, HAS_STARTED="False")
    limit = script.get("timeout_seconds") or None
    # Through its interpreter would be one way; the mode is the other, and /root may not be noexec.
    os.chmod(path, 0o700)
    try:
        done = subprocess.run([path], env=environment, timeout=limit, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except subprocess.TimeoutExpired as late:
        return 124, (late.stdout or b"")[-MOST_OUTPUT:], (late.stderr or b"")[-MOST_OUTPUT:]
    except OSError as error:
        return 126, b"", str(error).encode()
    return done.returncode, done.stdout[-MOST_OUTPUT:], done.stderr[-MOST_OUTPUT:]


def describe(code, text):
    if code == 124:
        return "ran out of time"
    lines = text.decode(errors="replace").strip().splitlines()
    return "exit %d%s" % (code, ": " + lines[-1] if lines else "")


def merge(out, facts):
    try:
        facts.update(json.loads(out.decode()))
    except (ValueError, TypeError) as error:
        return "its output is not a JSON object: %s" % error
    return None


if __name__ == "__main__":
    sys.exit(main())
