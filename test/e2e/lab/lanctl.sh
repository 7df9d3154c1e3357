#!/bin/bash
# ipmi_sim runs: lanctl.sh DIR ADDR GATEWAY get|set|check PARAMETER [VALUE]...; it remembers what the machine sets in-band
D=$1 addr=$2 gw=$3 op=$4
shift 4
echo "$(date +%T) $op $*" >>"$D/lanctl.log"
case $op in
get)
	for p in "$@"; do
		case $p in
		ip_addr) echo "$p:$addr" ;;
		ip_addr_src) echo "$p:$(cat "$D/src" 2>/dev/null || echo static)" ;;
		mac_addr) printf '%s:52:54:00:bc:00:%02x\n' "$p" "${addr##*.}" ;;
		subnet_mask) echo "$p:255.255.255.0" ;;
		default_gw_ip_addr) echo "$p:$gw" ;;
		default_gw_mac_addr | backup_gw_mac_addr) echo "$p:00:00:00:00:00:00" ;;
		backup_gw_ip_addr) echo "$p:0.0.0.0" ;;
		esac
	done
	;;
set)
	while [ $# -ge 2 ]; do
		[ "$1" != ip_addr_src ] || echo "$2" >"$D/src"
		shift 2
	done
	;;
esac
exit 0
