# Sourced by every script of the lab. Everything here can be set from the environment.
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LAB=${LAB:?LAB names the directory that keeps images, machines and BMCs}
NS=${NS:-rwlab}         # network namespace: "the controller side", and the only place traffic goes
BR=${BR:-br0}           # bridge in it, all machines are on it
NET=${NET:-10.77.0}     # /24; the controller is .1, BMCs start at .221
CTL=$NET.1
PORTS=${PORTS:-9100}    # first loopback port of the joints between a machine's KCS and its BMC
# Without tb-size each qemu may take 1 GiB more for translated code.
ACCEL=${ACCEL:-tcg,thread=multi,tb-size=512}
LAB=$(mkdir -p "$LAB" && cd "$LAB" && pwd)
VMS=$LAB/vms
export LAB NS BR NET PORTS ACCEL

in_ns() { ip netns exec "$NS" "$@"; }
die() { echo "$0: $*" >&2; exit 1; }
# is PID WORD: is that process still the one that we started (WORD is in its command line)?
is() { [ -n "$1" ] && { tr '\0' ' ' <"/proc/$1/cmdline" | grep -q -- "$2"; } 2>/dev/null; }
# alive PIDFILE WORD
alive() { is "$(cat "$1" 2>/dev/null)" "$2"; }
# quit PIDFILE WORD: end it, and wait until it has gone
quit() {
	local pid i
	pid=$(cat "$1" 2>/dev/null) || true
	if is "$pid" "$2"; then
		kill "$pid" 2>/dev/null || true
		for i in $(seq 200); do
			is "$pid" "$2" || break
			[ "$i" -ne 150 ] || kill -9 "$pid" 2>/dev/null || true
			sleep .05
		done
	fi
	rm -f "$1"
}
