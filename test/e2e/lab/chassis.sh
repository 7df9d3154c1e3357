#!/bin/bash
# ipmi_sim runs: chassis.sh LAB NS NAME [MC] get|set|check WHAT [VALUE] [WHAT [VALUE]...]; "get" answers on stdout
export LAB=$1 NS=$2
name=$3
shift 3
case $1 in 0x*) shift ;; esac
. "$(dirname "$0")/env.sh"
D=$LAB/bmc/$name
echo "$(date +%T.%N) $*" >>"$D/chassis.log"
exec 9>>"$D/lock"
flock 9
vm() { "$HERE/vm.sh" "$@" 9>&- </dev/null 2>>"$D/chassis.log"; }
op=$1
shift
while [ $# -ge 1 ]; do
	what=$1
	shift
	case "$op $what" in
	"get power") [ "$(vm status "$name")" = on ] && echo power:1 || echo power:0 ;;
	"get boot")
		case $(cat "$VMS/$name/bootdev") in pxe) echo boot:pxe ;; disk) echo boot:default ;; *) echo boot:none ;; esac
		;;
	"get "*) ;;
	"set power") if [ "$1" = 1 ]; then vm start "$name"; else vm stop "$name"; fi ;;
	"set reset") [ "$(vm status "$name")" = off ] || vm reset "$name" ;;
	"set shutdown") vm soft "$name" ;;
	"set boot") case $1 in pxe) vm bootdev "$name" pxe ;; default | disk | hd) vm bootdev "$name" disk ;; *) vm bootdev "$name" none ;; esac ;;
	esac
	[ "$op" = get ] || shift
done
exit 0
