#!/usr/bin/env bash
# The data volume: file system, mount, Docker's volumes on it, growth at boot.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh
# shellcheck source=../files/bake/device.sh
source "$payload/files/bake/device.sh"

mapping=$(setting .dataVolume.device)
if [[ ! $mapping ]]; then
  say "data volume: none; Docker's volumes stay on the root volume"
  exit
fi
file_system=$(setting .dataVolume.fileSystem)
mount_point=$(setting .dataVolume.mountPoint)
docker_volumes=/var/lib/docker/volumes
unit=$(data_volume_unit "$mount_point")

udevadm settle --timeout=30 || true
device=$(resolve_device "$mapping") || die "no device $mapping: $(lsblk --noheadings --list --output NAME,TYPE | paste --serial --delimiters=,)"
found=$(signature_of "$device")
[[ ! $found ]] || die "$mapping ($device) is not blank, so it is not formatted: $found"

systemctl stop docker.socket docker.service
case $file_system in
  xfs) mkfs.xfs -q -L docker "$device" ;;
  ext4) mkfs.ext4 -q -L docker "$device" ;;
  *) die "file system $file_system: xfs or ext4" ;;
esac

mkdir --parents "$mount_point" "$docker_volumes"
cat >>/etc/fstab <<FSTAB
LABEL=docker $mount_point $file_system defaults,nofail,x-systemd.device-timeout=30s 0 2
$mount_point/volumes $docker_volumes none bind,nofail,x-systemd.requires=$unit 0 0
FSTAB

install -D --mode=0755 "$payload/files/libexec/data-volume" "$libexec/data-volume"
install_unit packer-ecs-data-volume@.service
# Without the volume Docker would write to the root volume under the mount point, and lose it at the next boot.
install -D --mode=0644 /dev/stdin /etc/systemd/system/docker.service.d/50-packer-ecs-storage.conf <<DROPIN
[Unit]
Requires=$unit
After=$unit
RequiresMountsFor=$mount_point $docker_volumes
DROPIN
systemctl daemon-reload
systemctl start "$unit"

cp --archive "$docker_volumes" "$mount_point/volumes"
systemctl start "$(systemd-escape --path --suffix=mount "$docker_volumes")"
say "data volume $device: $file_system, label docker, mounted on $mount_point"
say "Docker's volumes: $mount_point/volumes, bound on $docker_volumes"
