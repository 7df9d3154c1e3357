#!/bin/bash
# web.sh start|stop PORT [DIR] : serves DIR over HTTP at 10.77.0.1:PORT, and logs the requests to $LAB/web/PORT.log.
# A boot source (source.sh), and the apt repository (image.sh apt). Its line of apt sources:
#   deb [trusted=yes] http://10.77.0.1:PORT/ ./
set -euo pipefail
. "$(dirname "$0")/env.sh"
[ $# -ge 2 ] || die "usage: web.sh start PORT DIR, web.sh stop PORT"
cmd=$1 port=$2
D=$LAB/web
mkdir -p "$D"
word="http.server --bind $CTL .* $port"
case $cmd in
start)
	dir=$(cd "${3:?}" && pwd -P)
	quit "$D/$port.pid" "$word"
	ip netns exec "$NS" setsid python3 -u -m http.server --bind "$CTL" --directory "$dir" "$port" </dev/null >"$D/$port.log" 2>&1 &
	echo $! >"$D/$port.pid"
	disown
	for _ in $(seq 50); do
		in_ns curl -sf -o /dev/null "http://$CTL:$port/" && exit 0
		sleep .1
	done
	die "no answer: $(tail -1 "$D/$port.log")"
	;;
stop) quit "$D/$port.pid" "$word" ;;
*) die "usage: web.sh start PORT DIR, web.sh stop PORT" ;;
esac
