#!/bin/bash
# bmc.sh start|stop NAME [user=maas] [pass=labpass] [redfish=PORT]
# An IPMI 2.0 BMC (OpenIPMI's ipmi_sim) whose chassis is the machine NAME; with redfish=PORT it speaks Redfish over TLS as well.
# It listens on 10.77.0.(220+idx), UDP 623. The machine's KCS interface is joined to the same BMC, whether the BMC or the
# machine starts first. Users: `user` (administrator) and operator (operator), both with the password `pass`.
set -euo pipefail
. "$(dirname "$0")/env.sh"
[ $# -ge 2 ] || die "usage: bmc.sh start|stop NAME [...]"
cmd=$1 name=$2
shift 2
D=$LAB/bmc/$name
user=maas pass=labpass redfish=
for a in "$@"; do
	case $a in user=* | pass=* | redfish=*) printf -v "${a%%=*}" %s "${a#*=}" ;; *) die "what is $a?" ;; esac
done
word="ipmi_sim -c $D/lan.conf" redword="redfish.py $name "
case $cmd in
start)
	. "$VMS/$name/conf"
	addr=$NET.$((220 + idx))
	mkdir -p "$D/state"
	quit "$D/pid" "$word"
	quit "$D/redfish.pid" "$redword"
	in_ns ip addr replace "$addr/32" dev "$BR"
	# set_working_mc, chassis_control and lan_config_program are not in ipmi_lan(5). The programs find the lab by their
	# arguments: ipmi_sim may clear the environment.
	cat >"$D/lan.conf" <<-E
		name "$name"
		set_working_mc 0x20
		startlan 1
		addr $addr 623
		priv_limit admin
		allowed_auths_callback none md2 md5 straight
		allowed_auths_user none md2 md5 straight
		allowed_auths_operator none md2 md5 straight
		allowed_auths_admin none md2 md5 straight
		guid $(printf %032x "$idx")
		lan_config_program "$HERE/lanctl.sh $D $addr $CTL"
		endlan
		chassis_control "$HERE/chassis.sh $LAB $NS $name"
		serial 15 127.0.0.1 $((PORTS + idx)) codec VM
		user 1 false "" "" user 10 none md2 md5 straight
		user 2 true "$user" "$pass" admin 10 none md2 md5 straight
		user 3 true "operator" "$pass" operator 10 none md2 md5 straight
	E
	cat >"$D/sim.emu" <<-E
		mc_setbmc 0x20
		mc_add 0x20 0 has-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
		sel_enable 0x20 1000 0x0a
		sensor_add 0x20 0 1 35 0x6f event-only
		sensor_add 0x20 0 2 1 1
		sensor_set_value 0x20 0 2 0x60 0
		mc_enable 0x20
	E
	ip netns exec "$NS" setsid ipmi_sim -c "$D/lan.conf" -f "$D/sim.emu" -s "$D/state" -n </dev/null >"$D/sim.log" 2>&1 &
	echo $! >"$D/pid"
	disown
	if [ -n "$redfish" ]; then
		ip netns exec "$NS" setsid "$HERE/redfish.py" "$name" "$addr" "$redfish" "$user" "$pass" </dev/null >"$D/redfish.log" 2>&1 &
		echo $! >"$D/redfish.pid"
		disown
		for _ in $(seq 50); do
			in_ns curl -skf -o /dev/null "https://$addr:$redfish/redfish/v1/" && break
			sleep .1
		done
	fi
	for _ in $(seq 30); do
		in_ns ipmitool -I lanplus -C 3 -H "$addr" -U "$user" -P "$pass" -N 1 -R 1 mc info >/dev/null 2>&1 && exit 0
		sleep .3
	done
	die "no answer from the BMC: $(tail -1 "$D/sim.log")"
	;;
stop)
	quit "$D/pid" "$word"
	quit "$D/redfish.pid" "$redword"
	;;
*) die "usage: bmc.sh start|stop NAME [...]" ;;
esac
