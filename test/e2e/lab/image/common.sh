#!/bin/sh
# $1 = root of an image: configuration that both images share. Every program in them is Debian's own.
set -e
R=$1
printf '127.0.0.1 localhost\n::1 localhost ip6-localhost\n' >"$R/etc/hosts"
# without this cc_locale fails in an image that has no locales, and so does cloud-init's stage
echo 'locale: false' >"$R/etc/cloud/cloud.cfg.d/10_lab.cfg"
: >"$R/etc/machine-id"
rm -f "$R/etc/resolv.conf" "$R"/etc/ssh/ssh_host_*
: >"$R/etc/resolv.conf"
for u in apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer dpkg-db-backup.timer \
	mdcheck_continue.timer mdcheck_start.timer mdmonitor-oneshot.timer smartmontools.service lldpd.service \
	open-iscsi.service iscsid.socket lvm2-monitor.service; do
	chroot "$R" systemctl disable "$u" >/dev/null 2>&1 || true
done
chroot "$R" systemctl enable serial-getty@ttyS0.service >/dev/null 2>&1 || true
echo 'root:lab' | chroot "$R" chpasswd # to look into a machine that hangs, on its serial console
rm -f "$R"/var/cache/apt/archives/*.deb "$R"/var/cache/apt/*.bin "$R"/var/lib/apt/lists/*_*
rm -rf "$R"/usr/share/locale/* "$R"/usr/share/lintian "$R"/usr/share/bug
