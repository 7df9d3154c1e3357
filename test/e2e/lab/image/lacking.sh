#!/bin/sh
# $1 = root of an image, $2 = where to put what it lacks of the packages that the installer adds to a machine:
# the boot loaders of both firmwares (they conflict, so each is asked for by itself) and a kernel.
set -e
R=$1 OUT=$2
mkdir -p "$R/var/cache/lacking/partial"
for p in grub-pc 'grub-efi-amd64 grub-efi-amd64-signed shim-signed efibootmgr' linux-image-cloud-amd64; do
	chroot "$R" apt-get -y -q --download-only -o Dir::Cache::archives=/var/cache/lacking install $p
done
cp "$R"/var/cache/lacking/*.deb "$OUT/"
rm -rf "$R/var/cache/lacking"
