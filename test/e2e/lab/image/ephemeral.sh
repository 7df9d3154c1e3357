#!/bin/sh
# $1 = root of the ephemeral image, $2 = where its kernel, its initrd and debs/ go
set -e
R=$1 OUT=$2
H=$(cd "$(dirname "$0")" && pwd)
echo maas-ephemeral >"$R/etc/hostname"
# A root line as cloud images have it: overlayroot rewrites it and systemd then makes / writable. Without it / stays
# read-only ("ro" on the command line) and cloud-init dies.
printf 'LABEL=cloudimg-rootfs / ext4 defaults 0 1\n' >"$R/etc/fstab"
echo 'datasource_list: [ MAAS, NoCloud, None ]' >"$R/etc/cloud/cloud.cfg.d/90_dpkg.cfg"
# curtin looks for a zfs program; Debian has it in contrib only
printf '#!/bin/sh\necho "zfs: stub of the lab image" >&2\nexit 1\n' >"$R/usr/local/sbin/zfs"
chmod 755 "$R/usr/local/sbin/zfs"

cp "$R"/boot/vmlinuz-* "$OUT/boot-kernel"
cp "$R"/boot/initrd.img-* "$OUT/boot-initrd"
# MAAS's images have no kernel in the squashfs: the installer adds the one that its configuration names. So the package
# goes, and the modules stay, for the environment itself.
v=$(basename "$R"/lib/modules/*)
mv "$R/lib/modules/$v" "$R/lib/kept-modules"
chroot "$R" dpkg --purge --force-depends linux-image-amd64 "linux-image-$v" >/dev/null 2>&1
rm -rf "$R/lib/modules/$v" "$R"/boot/*
mkdir -p "$R/lib/modules"
mv "$R/lib/kept-modules" "$R/lib/modules/$v"
# An installed copy of this image makes its own initrd, under emulation: most modules of a kernel take minutes there, and
# these are what a machine of the lab boots from its disk with.
rm -f "$R/etc/initramfs-tools/hooks/squashroot" "$R/etc/initramfs-tools/scripts/init-premount/squashroot"
printf 'MODULES=list\nCOMPRESS=zstd\nCOMPRESSLEVEL=1\nRESUME=none\n' >"$R/etc/initramfs-tools/conf.d/lab"
printf '%s\n' virtio_pci virtio_blk virtio_scsi sd_mod nvme ext4 xfs vfat >>"$R/etc/initramfs-tools/modules"
cp "$H/initrd.postinst" "$R/etc/kernel/postinst.d/zz-initrd"
chmod 755 "$R/etc/kernel/postinst.d/zz-initrd"
"$H/lacking.sh" "$R" "$OUT/debs"
"$H/common.sh" "$R"
