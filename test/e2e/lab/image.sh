#!/bin/bash
# image.sh ephemeral : boot-kernel, boot-initrd and squashfs in the shape of MAAS's v3 images, from Debian bookworm
# image.sh target    : a deploy target, root.tgz and squashfs, with a kernel and without a boot loader
# image.sh apt       : a flat apt repository of the boot loaders and the kernel that curtin installs
# Results are in $LAB/img/{ephemeral,target,apt}. They are kept in $LAB/cache by a hash of the scripts that made them.
# DEBIAN_SOURCES names the apt sources to build from: by default, those of this host.
set -euo pipefail
. "$(dirname "$0")/env.sh"
what=${1:-}
if [ -z "${DEBIAN_SOURCES:-}" ]; then
	DEBIAN_SOURCES=/etc/apt/sources.list.d/debian.sources
	[ -e "$DEBIAN_SOURCES" ] || DEBIAN_SOURCES=/etc/apt/sources.list
fi
mkdir -p "$LAB/cache/debs" "$LAB/img" "$LAB/tmp" "$LAB/logs"
export TMPDIR=$LAB/tmp
COMP=(-comp zstd -Xcompression-level 3 -noappend -no-progress -quiet -no-xattrs)

# key FILE...: names a cache entry by what went into it
key() { cat "$HERE/image.sh" "$HERE/image/common.sh" "$HERE/image/lacking.sh" "$@" "$DEBIAN_SOURCES" | sha256sum | cut -c1-16; }
have() { [ -e "$LAB/cache/$1/done" ]; }
# publish NAME KEY: the work directory becomes the cache entry, and the entry the result
publish() {
	[ ! -d "$LAB/cache/$2.new" ] || { touch "$LAB/cache/$2.new/done"; rm -rf "$LAB/cache/$2"; mv "$LAB/cache/$2.new" "$LAB/cache/$2"; }
	ln -sfn "../cache/$2" "$LAB/img/$1"
}
# bootstrap ROOT PACKAGES OPTION...: unpacking and configuring is what takes the time, so leave out what no machine reads
bootstrap() {
	local root=$1 packages=$2 log
	shift 2
	log=$LAB/logs/$(basename "$root").log
	rm -rf --one-file-system "$root"
	mmdebstrap --mode=root --variant=minbase --components=main \
		--skip=download/empty --skip=essential/unlink --skip=cleanup/apt \
		--aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
		--dpkgopt=force-unsafe-io \
		--dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
		--setup-hook='mkdir -p "$1/var/cache/apt/archives"' \
		--setup-hook="sync-in $LAB/cache/debs /var/cache/apt/archives" \
		--customize-hook="sync-out /var/cache/apt/archives $LAB/cache/debs" \
		--include="$packages" "$@" bookworm "$root" "$DEBIAN_SOURCES" >"$log" 2>&1 || { tail -20 "$log" >&2; die "mmdebstrap failed, see $log"; }
	rm -f "$LAB"/cache/debs/lock
}
case $what in
ephemeral)
	k=ephemeral-$(key "$HERE"/image/ephemeral.sh "$HERE"/image/initrd.postinst "$HERE"/image/squashroot.*)
	if ! have "$k"; then
		out=$LAB/cache/$k.new root=$LAB/tmp/ephemeral
		rm -rf "$out"
		mkdir -p "$out/debs"
		pk=linux-image-amd64,systemd-sysv,udev,dbus,cloud-init,cloud-initramfs-dyn-netconf,overlayroot,initramfs-tools,busybox,zstd
		pk+=,ifupdown,isc-dhcp-client,iproute2,iputils-ping,openssh-server,ca-certificates,curl,wget,sudo,netbase
		# what curtin wants in the environment that it runs in
		pk+=,python3,python3-yaml,python3-oauthlib,python3-pyudev,python3-attr,python3-packaging,python3-debian,python3-jsonschema
		pk+=,python3-requests,python3-distro,python3-apt,lsb-release,file,gpg,gpgv
		pk+=,lvm2,mdadm,dosfstools,e2fsprogs,xfsprogs,btrfs-progs,f2fs-tools,bcache-tools,open-iscsi,parted,gdisk,fdisk,rsync,kmod
		pk+=,squashfs-tools,xz-utils,bzip2,util-linux,cloud-guest-utils
		# what commissioning looks at a machine with
		pk+=,efibootmgr,lshw,dmidecode,pciutils,usbutils,ipmitool,freeipmi-tools,smartmontools,nvme-cli,ethtool,jq,procps,less,lldpd
		# drivers that no machine of the lab has; IPMI, wired networks and storage stay
		prune=()
		for d in sound drivers/gpu drivers/media drivers/net/wireless drivers/staging drivers/infiniband drivers/bluetooth \
			drivers/isdn drivers/iio drivers/video drivers/hid drivers/input drivers/usb net/wireless net/mac80211 net/bluetooth \
			drivers/net/can drivers/net/wwan drivers/net/usb drivers/hwmon drivers/mtd drivers/power drivers/leds drivers/platform \
			drivers/regulator drivers/thunderbolt drivers/crypto drivers/accel drivers/comedi drivers/rtc drivers/w1 drivers/mmc \
			drivers/memstick drivers/pcmcia drivers/parport drivers/edac drivers/firewire fs/ocfs2 fs/gfs2 fs/ceph fs/cifs fs/smb \
			fs/nfs fs/nfsd fs/afs fs/coda fs/jfs fs/reiserfs fs/nilfs2 fs/ubifs fs/jffs2 fs/orangefs net/sctp net/tipc net/ceph \
			net/openvswitch net/dccp net/batman-adv net/can net/nfc net/atm net/ax25 net/6lowpan net/mptcp virt arch/x86/kvm; do
			prune+=("--dpkgopt=path-exclude=/lib/modules/*/kernel/$d/*")
		done
		t0=$(date +%s)
		ini='$1/etc/initramfs-tools'
		bootstrap "$root" "$pk" "${prune[@]}" \
			--essential-hook="mkdir -p $ini/hooks $ini/scripts/init-premount $ini/conf.d" \
			--essential-hook="cp $HERE/image/squashroot.hook $ini/hooks/squashroot" \
			--essential-hook="cp $HERE/image/squashroot.premount $ini/scripts/init-premount/squashroot" \
			--essential-hook="chmod 755 $ini/hooks/squashroot $ini/scripts/init-premount/squashroot" \
			--essential-hook="printf 'MODULES=list\nCOMPRESS=zstd\nBUSYBOX=y\nFSTYPE=squashfs\nRESUME=none\n' >$ini/conf.d/lab" \
			--customize-hook="$HERE/image/ephemeral.sh \"\$1\" $out"
		t1=$(date +%s)
		mksquashfs "$root" "$out/squashfs" "${COMP[@]}"
		t2=$(date +%s)
		rm -rf --one-file-system "$root"
		echo "mmdebstrap $((t1 - t0)) s, mksquashfs $((t2 - t1)) s" | tee "$out/timing"
	fi
	publish ephemeral "$k"
	;;
target)
	k=target-$(key "$HERE"/image/target.sh)
	if ! have "$k"; then
		out=$LAB/cache/$k.new root=$LAB/tmp/target
		rm -rf "$out"
		mkdir -p "$out/debs"
		pk=linux-image-cloud-amd64,systemd-sysv,udev,dbus,cloud-init,initramfs-tools,zstd,ifupdown,isc-dhcp-client,iproute2,iputils-ping
		pk+=,openssh-server,ca-certificates,curl,wget,sudo,netbase,python3,python3-yaml,python3-oauthlib,lsb-release,e2fsprogs
		pk+=,dosfstools,gdisk,fdisk,kmod,procps,less,cloud-guest-utils
		t0=$(date +%s)
		bootstrap "$root" "$pk" \
			--essential-hook="mkdir -p \$1/etc/initramfs-tools/conf.d; printf 'COMPRESS=zstd\nRESUME=none\n' >\$1/etc/initramfs-tools/conf.d/lab" \
			--customize-hook="$HERE/image/target.sh \"\$1\" $out"
		t1=$(date +%s)
		tar -C "$root" --numeric-owner --xattrs -cf - . | gzip -1 >"$out/root.tgz"
		mksquashfs "$root" "$out/squashfs" "${COMP[@]}"
		t2=$(date +%s)
		rm -rf --one-file-system "$root"
		echo "mmdebstrap $((t1 - t0)) s, pack $((t2 - t1)) s" | tee "$out/timing"
	fi
	publish target "$k"
	;;
apt)
	[ -e "$LAB/img/ephemeral/done" ] || die "build the ephemeral image first"
	r=$LAB/img/apt.new
	rm -rf "$r"
	mkdir -p "$r"
	for d in "$LAB"/img/ephemeral/debs "$LAB"/img/target/debs; do
		[ ! -d "$d" ] || ln -f "$d"/*.deb "$r/"
	done
	cd "$r"
	dpkg-scanpackages -m . >Packages 2>/dev/null
	gzip -kf Packages
	{
		printf 'Origin: lab\nSuite: bookworm\nCodename: bookworm\nArchitectures: amd64\nDate: %s\n' "$(date -Ru)"
		echo SHA256:
		for f in Packages Packages.gz; do echo " $(sha256sum $f | cut -d' ' -f1) $(stat -c %s $f) $f"; done
	} >Release
	rm -rf "$LAB/img/apt"
	mv "$r" "$LAB/img/apt"
	;;
*) die "usage: image.sh ephemeral|target|apt" ;;
esac
