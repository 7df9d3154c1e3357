#!/bin/bash
# source.sh DIR : a boot source in DIR, laid out as MAAS's (simplestreams, clear-signed by a throw-away key), of the images in $LAB/img.
#   DIR/streams/v1/index.sjson and the product lists that it names
#   DIR/bookworm/…, DIR/bookworm-tgz/…, DIR/bookworm-squashfs/…, DIR/bootloaders/…
#   DIR/keyring.gpg (binary, public) and DIR/fingerprint
# The products:
#   com.ubuntu.maas.stable:v3:boot:12:amd64:ga-12              os debian, release bookworm: squashfs, boot-kernel, boot-initrd
#   com.ubuntu.maas.stable:v3:boot:12-tgz:amd64:ga-12          release bookworm-tgz: root-tgz       (both only when the
#   com.ubuntu.maas.stable:v3:boot:12-squashfs:amd64:ga-12     release bookworm-squashfs: squashfs   target has been built)
#   com.ubuntu.maas.stable:1:grub-efi-signed:uefi:amd64        archive.tar.xz: bootx64.efi, mmx64.efi (shim-signed), grubx64.efi (grub2-signed)
#   com.ubuntu.maas.stable:1:pxelinux:pxe:i386                 archive.tar.xz: lpxelinux.0 and its modules (syslinux)
# SOURCE_VERSION (default 20250101) names the version of the images; run it again with a later one and the source has both.
# SOURCE_DROP=version leaves one out again. The key stays in $LAB/source-key, so that a source can be made anew with it.
set -euo pipefail
. "$(dirname "$0")/env.sh"
dir=${1:?usage: source.sh DIR}
version=${SOURCE_VERSION:-20250101}
img=$LAB/img
[ -e "$img/ephemeral/done" ] || die "build the ephemeral image first"
mkdir -p "$dir/streams/v1"
dir=$(cd "$dir" && pwd)

export GNUPGHOME=$LAB/source-key
if [ ! -d "$GNUPGHOME" ]; then
	mkdir -m 700 "$GNUPGHOME"
	gpg --batch --quiet --passphrase '' --quick-generate-key 'Lab boot source <lab@example.invalid>' rsa4096 sign never
fi
gpg --batch --quiet --yes --export --output "$dir/keyring.gpg"
gpg --batch --with-colons --list-keys | awk -F: '$1 == "fpr" { print $10; exit }' >"$dir/fingerprint"
gpgconf --kill gpg-agent

# put FROM PATH: copies, so that a test may damage the source and not the cache
put() {
	mkdir -p "$(dirname "$dir/$2")"
	cp -L --reflink=auto --remove-destination "$1" "$dir/$2"
}
# item PATH FTYPE [KEY VALUE]...: the JSON of an item
item() {
	local path=$1 ftype=$2
	shift 2
	jq -n --arg path "$path" --arg ftype "$ftype" --arg sha256 "$(sha256sum <"$dir/$path" | cut -d' ' -f1)" \
		--argjson size "$(stat -Lc %s "$dir/$path")" '
		$ARGS.positional as $p | reduce range(0; $p | length; 2) as $n ({$ftype, $path, $sha256, $size}; . + {($p[$n]): $p[$n + 1]})' --args "$@"
}

# archive NAME FILE...: an archive.tar.xz that is the same, byte for byte, whenever it is made of the same files
archive() {
	mkdir -p "$(dirname "$dir/$1")"
	tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf - "${@:2}" | xz -T1 >"$dir/$1"
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Debian's shim, signed by Microsoft's key. Its network GRUB has no http module, and would fetch http.mod over TFTP, which no
# image of MAAS's needs: so GRUB is made here with what Ubuntu's signed one has in it. The lab's machines have no Secure Boot.
cp -L /usr/lib/shim/shimx64.efi.signed "$work/bootx64.efi"
cp -L /usr/lib/shim/mmx64.efi.signed "$work/mmx64.efi"
printf '%s\n' 'sbat,1,SBAT Version,sbat,1,https://github.com/rhboot/shim/blob/main/SBAT.md' \
	'grub,5,Free Software Foundation,grub,2.06,https://www.gnu.org/software/grub/' >"$work/sbat.csv"
grub-mkimage -O x86_64-efi -p /grub --sbat "$work/sbat.csv" -o "$work/grubx64.efi" \
	all_video boot cat chain configfile echo efifwsetup efinet ext2 fat gettext gzio halt http linux loadenv loopback ls lsefi \
	lvm mdraid1x minicmd net normal part_gpt part_msdos probe reboot regexp search search_fs_file search_fs_uuid search_label \
	sleep test tftp true video xfs zstd btrfs
cp -L /usr/lib/PXELINUX/lpxelinux.0 "$work/"
for m in chain ifcpu ifcpu64 ldlinux libcom32 libutil; do cp -L "/usr/lib/syslinux/modules/bios/$m.c32" "$work/"; done
lv=20250101.0
archive "bootloaders/uefi/amd64/$lv/shim-signed.tar.xz" bootx64.efi mmx64.efi
archive "bootloaders/uefi/amd64/$lv/grub2-signed.tar.xz" grubx64.efi
archive "bootloaders/pxe/i386/$lv/syslinux.tar.xz" chain.c32 ifcpu.c32 ifcpu64.c32 ldlinux.c32 libcom32.c32 libutil.c32 lpxelinux.0

e=bookworm/amd64/$version
put "$img/ephemeral/boot-kernel" "$e/ga-12/generic/boot-kernel"
put "$img/ephemeral/boot-initrd" "$e/ga-12/generic/boot-initrd"
put "$img/ephemeral/squashfs" "$e/squashfs"
jq -n --argjson k "$(item "$e/ga-12/generic/boot-kernel" boot-kernel kpackage linux-image-cloud-amd64)" \
	--argjson i "$(item "$e/ga-12/generic/boot-initrd" boot-initrd kpackage linux-image-cloud-amd64)" \
	--argjson s "$(item "$e/squashfs" squashfs)" '{items: {"boot-kernel": $k, "boot-initrd": $i, squashfs: $s}}' >"$work/bookworm"
if [ -e "$img/target/done" ]; then
	put "$img/target/root.tgz" "bookworm-tgz/amd64/$version/root-tgz"
	jq -n --argjson t "$(item "bookworm-tgz/amd64/$version/root-tgz" root-tgz)" '{items: {"root-tgz": $t}}' >"$work/bookworm-tgz"
	put "$img/target/squashfs" "bookworm-squashfs/amd64/$version/squashfs"
	jq -n --argjson s "$(item "bookworm-squashfs/amd64/$version/squashfs" squashfs)" '{items: {squashfs: $s}}' >"$work/bookworm-squashfs"
fi

# sign NAME: DIR/streams/v1/NAME.sjson out of stdin
sign() { gpg --batch --quiet --yes --digest-algo SHA512 --clear-sign --output "$dir/streams/v1/$1.sjson" -; }
now=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S +0000')
# products KEY RELEASE VERSION TITLE: merges the version at hand into what the source has of this product already
product() {
	local old='{}'
	[ -f "$work/$2" ] || return 0
	[ ! -f "$dir/.versions-$2" ] || old=$(cat "$dir/.versions-$2")
	jq -n --argjson old "$old" --arg v "$version" --arg drop "${SOURCE_DROP:-}" --slurpfile new "$work/$2" \
		'$old + {($v): $new[0]} | del(.[$drop])' >"$dir/.versions-$2.new"
	mv "$dir/.versions-$2.new" "$dir/.versions-$2"
	jq -n --arg key "$1" --arg release "$2" --arg version "$3" --arg title "$4" --slurpfile versions "$dir/.versions-$2" '{($key): {
		arch: "amd64", arches: "amd64", os: "debian", $release, release_codename: "Bookworm", release_title: $title, $version, label: "stable",
		subarch: "ga-12", subarches: "generic,hwe-12,ga-12", krel: "bookworm", kflavor: "generic", support_eol: "2028-06-30", support_esm_eol: "2028-06-30",
		versions: $versions[0]}}'
}
images=com.ubuntu.maas:stable:v3:download loaders=com.ubuntu.maas:stable:1:bootloader-download
{
	product com.ubuntu.maas.stable:v3:boot:12:amd64:ga-12 bookworm 12 '12 Bookworm'
	product com.ubuntu.maas.stable:v3:boot:12-tgz:amd64:ga-12 bookworm-tgz 12-tgz '12 Bookworm, as a tar file'
	product com.ubuntu.maas.stable:v3:boot:12-squashfs:amd64:ga-12 bookworm-squashfs 12-squashfs '12 Bookworm, as a squashfs'
} | jq -s --arg id "$images" --arg updated "$now" '{content_id: $id, datatype: "image-ids", format: "products:1.0", $updated, products: add}' >"$work/images.json"
u=bootloaders/uefi/amd64/$lv p=bootloaders/pxe/i386/$lv
jq -n --arg id "$loaders" --arg updated "$now" --arg v "$lv" \
	--argjson shim "$(item "$u/shim-signed.tar.xz" archive.tar.xz src_package shim-signed src_release bookworm src_version 1)" \
	--argjson grub "$(item "$u/grub2-signed.tar.xz" archive.tar.xz src_package grub2-signed src_release bookworm src_version 1)" \
	--argjson sys "$(item "$p/syslinux.tar.xz" archive.tar.xz src_package syslinux src_release bookworm src_version 1)" '
	{content_id: $id, datatype: "image-ids", format: "products:1.0", $updated, products: {
		"com.ubuntu.maas.stable:1:grub-efi-signed:uefi:amd64": {arch: "amd64", arches: "amd64", os: "grub-efi-signed", label: "stable", "bootloader-type": "uefi",
			versions: {($v): {items: {"shim-signed": $shim, "grub2-signed": $grub}}}},
		"com.ubuntu.maas.stable:1:pxelinux:pxe:i386": {arch: "i386", arches: "i386", os: "pxelinux", label: "stable", "bootloader-type": "pxe",
			versions: {($v): {items: {syslinux: $sys}}}}}}' >"$work/loaders.json"
sign "$images" <"$work/images.json"
sign "$loaders" <"$work/loaders.json"
jq -n --arg updated "$now" --slurpfile a "$work/images.json" --slurpfile b "$work/loaders.json" '
	{format: "index:1.0", $updated, index: ([$a[0], $b[0]] | map({(.content_id): {datatype, format, path: "streams/v1/\(.content_id).sjson", $updated,
		products: (.products | keys)}}) | add)}' | sign index
gpgconf --kill gpg-agent
