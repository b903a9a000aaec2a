#!/usr/bin/env bash
# Runs inside the tree (as its root): users, links, enabled units, package database, and repository.
set -Eeuo pipefail
export PATH=/usr/sbin:/usr/bin LC_ALL=C.UTF-8

echo '-- users'
cp /usr/share/base-passwd/passwd.master /etc/passwd
cp /usr/share/base-passwd/group.master /etc/group
systemd-sysusers
mkdir -p /root /home /var/lib/chrony /usr/share/empty.sshd
chmod 700 /root

echo '-- links'
rm -rf /var/run /var/lock
ln -s ../run /var/run
ln -s ../run/lock /var/lock
ln -sf bash /usr/bin/sh
ln -sf gawk /usr/bin/awk
ln -sf dnf-3 /usr/bin/yum
ln -sf /usr/sbin/dockerd /usr/bin/dockerd
for tool in iptables iptables-save iptables-restore ip6tables; do
  ln -sf xtables-legacy-multi "/usr/sbin/$tool"
done
ln -sf ../usr/share/zoneinfo/UTC /etc/localtime
ln -sf multi-user.target /usr/lib/systemd/system/default.target
rm -rf /etc/apt /etc/init.d /etc/rc?.d /etc/cron.* /etc/network /etc/logrotate.d /etc/rsyslog.conf /etc/rsyslog.d /etc/chrony

echo '-- units'
cd /usr/lib/systemd/system
rm -f ssh.service ssh.socket ssh@.service chrony.service chrony-wait.service hwclock.service rsyslog.service \
  ./*.timer syslog.socket ../ntp-units.d/50-chrony.list systemd-logind.service dbus-org.freedesktop.login1.service \
  /usr/share/dbus-1/system-services/org.freedesktop.login1.service
systemctl --quiet enable sshd chronyd docker.socket docker containerd ecs amazon-ssm-agent \
  cloud-init-local cloud-init cloud-config cloud-final sandbox-devices sandbox-kernel-log
# A container has no terminals, seats, clocks, or swap; these units would only slow down the boot.
systemctl --quiet mask console-getty.service getty.target systemd-update-utmp.service \
  systemd-update-utmp-runlevel.service cloud-init-hotplugd.socket systemd-udevd.service \
  systemd-udev-trigger.service systemd-udevd-control.socket systemd-udevd-kernel.socket systemd-pstore.service \
  systemd-hwdb-update.service systemd-remount-fs.service dev-hugepages.mount sys-fs-fuse-connections.mount \
  'modprobe@.service'

echo '-- packages'
/tmp/build/rpm/build.sh /tmp/build/rpm

mkdir -p /var/log/journal /var/log/ecs /var/lib/ecs/data /var/lib/ecs/deps /var/cache/ecs /etc/ecs /tmp /boot /opt/sandbox/containers /srv /mnt /media
chmod 1777 /tmp /var/tmp
touch /boot/vmlinuz-6.1.158-178.288.amzn2023.x86_64
: >/etc/machine-id
# Docker adds its user's ranges for userns-remap.
touch /etc/subuid /etc/subgid
# Prevents the units that run once after an update of /etc or /var.
touch /etc/.updated /var/.updated
