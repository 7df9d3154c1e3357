#!/bin/bash
# down.sh : ends everything that runs in this LAB, and its namespace. Images stay; machines and their disks go.
set -uo pipefail
. "$(dirname "$0")/env.sh"
for d in "$LAB"/bmc/*/; do [ ! -d "$d" ] || "$HERE/bmc.sh" stop "$(basename "$d")"; done
for d in "$VMS"/*/; do [ ! -d "$d" ] || "$HERE/vm.sh" destroy "$(basename "$d")"; done
for f in "$LAB"/web/*.pid; do [ ! -e "$f" ] || "$HERE/web.sh" stop "$(basename "$f" .pid)"; done
rm -rf "$LAB/bmc" "$LAB/vms" "$LAB/web"
"$HERE/net.sh" down
