#!/bin/bash
# vm.sh create NAME [fw=bios|lpxelinux|uefi|uefihttp] [idx=N] [mem=MB] [cpus=N] [disk=SIZE] [disktype=virtio|scsi|nvme|none] [more=SIZE] [nic=MODEL]
#     fw: bios = SeaBIOS and iPXE; lpxelinux = the same, but it does not say that it is iPXE (plainpxe.py);
#     uefi = OVMF, PXE over IPv4; uefihttp = OVMF, HTTP boot over IPv4
#     more: a second disk, more.qcow2, whose serial is the first one's with a B
# vm.sh start|stop|reset|soft|status|destroy NAME
# vm.sh bootdev NAME none|pxe|disk : for the next start only, as IPMI's boot flag; the machine's own order is network, disk
# vm.sh info NAME : idx=, fw=, mem=, cpus=, mac=, uuid=, serial= (of the disk), bmc= (address), log= (of the serial console)
# Everything about a machine follows from idx, so that an inventory can name it before it exists.
set -euo pipefail
. "$(dirname "$0")/env.sh"
[ $# -ge 2 ] || die "usage: vm.sh COMMAND NAME [...]"
cmd=$1 name=$2
shift 2
D=$VMS/$name
running() { alive "$D/pid" "qemu-system-x86_64 -name $name "; }
load() {
	[ -f "$D/conf" ] || die "no machine $name"
	. "$D/conf"
	printf -v hex %02x "$idx"
	mac=52:54:00:77:00:$hex uuid=77000000-0000-4000-8000-0000000000$hex serial=LAB$idx tap=tap$idx
	bmc=$NET.$((220 + idx)) kcs=$((PORTS + idx))
}
# BMC and test may ask for the same machine at the same time. Nobody that we start may inherit the lock.
lock() { mkdir -p "$D"; exec 8>>"$D/lock"; flock 8; }
qmp() { printf '{"execute":"qmp_capabilities"}{"execute":"%s"}' "$1" | timeout 5 socat -t1 - "UNIX-CONNECT:$D/qmp.sock" >/dev/null; }

start() {
	local a nb=1 db=2 hdr=on
	running && return 0
	in_ns ip link show "$tap" >/dev/null 2>&1 || in_ns ip tuntap add "$tap" mode tap
	in_ns ip link set "$tap" master "$BR" up
	[ "$(cat "$D/bootdev")" != disk ] || nb=2 db=1
	[ "$fw" != lpxelinux ] || hdr=off # plainpxe.py reads bare frames
	a=(-name "$name" -uuid "$uuid" -accel "$ACCEL" -m "$mem" -smp "$cpus"
		-cpu "qemu64,+ssse3,+sse4.1,+sse4.2,+popcnt,+rdrand,+aes,+pclmulqdq"
		-smbios "type=1,manufacturer=Lab,product=Lab,serial=LABM$idx,uuid=$uuid"
		# Debian's GRUB hangs on a machine without VGA; graphics=off sends the firmware's text to the serial port
		-display none -nodefaults -device VGA
		-pidfile "$D/pid" -daemonize -qmp "unix:$D/qmp.sock,server=on,wait=off"
		-chardev "file,id=ser,path=$D/serial.log,append=on" -serial chardev:ser
		-device virtio-rng-pci -netdev "tap,id=n0,ifname=$tap,script=no,downscript=no,vnet_hdr=$hdr"
		-chardev "socket,id=ipmi0,host=127.0.0.1,port=$kcs,reconnect=5" -device ipmi-bmc-extern,id=bmc0,chardev=ipmi0
		-device isa-ipmi-kcs,bmc=bmc0)
	case $fw in
	bios | lpxelinux) a+=(-machine q35,graphics=off -device "$nic,netdev=n0,mac=$mac,bootindex=$nb") ;;
	uefi | uefihttp)
		a+=(-machine q35,graphics=off,smm=off
			-drive if=pflash,format=raw,unit=0,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd
			-drive "if=pflash,format=raw,unit=1,file=$D/vars.fd"
			# romfile= : OVMF's own network stack, not iPXE's
			-device "$nic,netdev=n0,mac=$mac,bootindex=$nb,romfile="
			-fw_cfg name=opt/org.tianocore/IPv6Support,string=n -fw_cfg name=opt/org.tianocore/IPv6PXESupport,string=n)
		[ "$fw" = uefi ] || a+=(-fw_cfg name=opt/org.tianocore/IPv4PXESupport,string=n)
		;;
	esac
	[ "$fw" != lpxelinux ] || a+=(-chardev "socket,id=out,path=$D/out.sock,server=on,wait=off" -chardev "socket,id=in,path=$D/in.sock,server=on,wait=off"
		-object filter-redirector,id=f0,netdev=n0,queue=rx,outdev=out,indev=in)
	local drive="if=none,id=d0,file=$D/disk.qcow2,format=qcow2,cache=unsafe,discard=unmap"
	case $disktype in
	virtio) a+=(-drive "$drive" -device "virtio-blk-pci,drive=d0,serial=$serial,bootindex=$db") ;;
	scsi) a+=(-drive "$drive" -device virtio-scsi-pci -device "scsi-hd,drive=d0,serial=$serial,bootindex=$db") ;;
	nvme) a+=(-drive "$drive" -device "nvme,drive=d0,serial=$serial,bootindex=$db") ;;
	none) ;;
	esac
	[ ! -f "$D/more.qcow2" ] || a+=(-drive "if=none,id=d1,file=$D/more.qcow2,format=qcow2,cache=unsafe,discard=unmap" -device "virtio-blk-pci,drive=d1,serial=${serial}B")
	echo "=== power on $(date +%s.%N)" >>"$D/serial.log"
	date +%s.%N >"$D/started"
	in_ns qemu-system-x86_64 "${a[@]}" 8>&- </dev/null >>"$D/qemu.log" 2>&1 || die "qemu did not start: $(tail -1 "$D/qemu.log")"
	# it ends with the machine, whose sockets it holds
	if [ "$fw" = lpxelinux ]; then
		setsid "$HERE/plainpxe.py" "$D/out.sock" "$D/in.sock" 8>&- </dev/null >>"$D/qemu.log" 2>&1 &
	fi
	echo none >"$D/bootdev"
}

case $cmd in
create)
	fw=bios idx= mem=1536 cpus=1 disk=6G disktype=virtio more= nic=virtio-net-pci
	for a in "$@"; do
		case $a in fw=* | idx=* | mem=* | cpus=* | disk=* | disktype=* | more=* | nic=*) printf -v "${a%%=*}" %s "${a#*=}" ;; *) die "what is $a?" ;; esac
	done
	case $fw in bios | lpxelinux | uefi | uefihttp) ;; *) die "no firmware $fw" ;; esac
	[ ! -f "$D/conf" ] || die "there is a machine $name"
	lock
	if [ -z "$idx" ]; then
		idx=1
		while grep -qsx "idx=$idx" "$VMS"/*/conf; do idx=$((idx + 1)); done
	fi
	! grep -qsx "idx=$idx" "$VMS"/*/conf || die "idx $idx is taken"
	[ "$idx" -ge 1 ] && [ "$idx" -le 30 ] || die "idx is 1 to 30"
	[ "$disktype" = none ] || qemu-img create -q -f qcow2 "$D/disk.qcow2" "$disk"
	[ -z "$more" ] || qemu-img create -q -f qcow2 "$D/more.qcow2" "$more"
	case $fw in uefi*) cp /usr/share/OVMF/OVMF_VARS_4M.fd "$D/vars.fd" ;; esac
	echo none >"$D/bootdev"
	printf '%s\n' "idx=$idx" "fw=$fw" "mem=$mem" "cpus=$cpus" "disktype=$disktype" "nic=$nic" >"$D/conf"
	;;
info)
	load
	printf '%s\n' "idx=$idx" "fw=$fw" "mem=$mem" "cpus=$cpus" "mac=$mac" "uuid=$uuid" "serial=$serial" "bmc=$bmc" "log=$D/serial.log"
	;;
bootdev)
	load
	case ${1:-} in none | pxe | disk) echo "$1" >"$D/bootdev" ;; *) die "no boot device ${1:-}" ;; esac
	;;
start)
	load
	lock
	start
	;;
stop)
	load
	lock
	quit "$D/pid" "qemu-system-x86_64 -name $name "
	;;
reset)
	load
	lock
	quit "$D/pid" "qemu-system-x86_64 -name $name "
	start
	;;
soft)
	load
	! running || qmp system_powerdown
	;;
status)
	load
	running && echo on || echo off
	;;
destroy)
	[ -f "$D/conf" ] || exit 0
	load
	lock
	quit "$D/pid" "qemu-system-x86_64 -name $name "
	in_ns ip link del "$tap" 2>/dev/null || true
	rm -rf "$D"
	;;
*) die "no command $cmd" ;;
esac
