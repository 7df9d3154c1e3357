#!/bin/bash
# net.sh up|down : the namespace with its bridge, which holds the controller's address. vm.sh adds a tap for each machine.
set -euo pipefail
. "$(dirname "$0")/env.sh"
case "${1:-}" in
up)
	[ -e "/run/netns/$NS" ] || ip netns add "$NS"
	in_ns ip link set lo up
	in_ns ip link show "$BR" >/dev/null 2>&1 || in_ns ip link add "$BR" type bridge stp_state 0 forward_delay 0
	in_ns ip addr show dev "$BR" | grep -q " $CTL/" || in_ns ip addr add "$CTL/24" dev "$BR"
	in_ns ip link set "$BR" up
	if ! alive "$LAB/ra.pid" "ra.py $BR"; then
		ip netns exec "$NS" setsid "$HERE/ra.py" "$BR" </dev/null >"$LAB/ra.log" 2>&1 &
		echo $! >"$LAB/ra.pid"
	fi
	;;
down)
	quit "$LAB/ra.pid" "ra.py $BR"
	[ ! -e "/run/netns/$NS" ] || ip netns del "$NS"
	;;
*) die "usage: net.sh up|down" ;;
esac
