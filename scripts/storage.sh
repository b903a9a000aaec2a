#!/usr/bin/env bash
# Sets up the data volume: file system, mount, Docker's volumes or all of its files, growth at boot.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh
# shellcheck source=../files/bake/device.sh
source "$payload/files/bake/device.sh"

mapping=$(setting .dataVolume.device)
if [[ ! $mapping ]]; then
  say 'data volume: none; Docker volumes stay where the base AMI has them'
  exit
fi
file_system=$(setting .dataVolume.fileSystem)
mount_point=$(setting .dataVolume.mountPoint)
# A bind mount and not Docker's data-root: Docker also finds its files where other programs expect them, and settings such
# as userns-remap, which make it use a folder below, do not lead off the volume.
case $(setting .dataVolume.docker) in
  all) docker_folder=/var/lib/docker on_volume=$mount_point/docker ;;
  *) docker_folder=/var/lib/docker/volumes on_volume=$mount_point/volumes ;;
esac
unit=$(data_volume_unit "$mount_point")

udevadm settle --timeout=30 || true
device=$(resolve_device "$mapping") || die "device $mapping not found: $(lsblk --noheadings --list --output NAME,TYPE | paste --serial --delimiters=,)"
found=$(signature_of "$device")
[[ ! $found ]] || die "$mapping ($device) is not empty and will not be formatted: $found. If it is the data volume of the base AMI, \"dataVolume: none\" keeps it as it is"

systemctl stop docker.socket docker.service
case $file_system in
  xfs) mkfs.xfs -q -L docker "$device" ;;
  ext4) mkfs.ext4 -q -L docker "$device" ;;
  *) die "unknown file system $file_system: use xfs or ext4" ;;
esac

mkdir --parents "$mount_point" "$docker_folder"
assert_owned /etc/fstab
cat >>/etc/fstab <<FSTAB
LABEL=docker $mount_point $file_system defaults,nofail,x-systemd.device-timeout=30s 0 2
$on_volume $docker_folder none bind,nofail,x-systemd.requires=$unit 0 0
FSTAB

put 0755 "$payload/files/libexec/data-volume" "$libexec/data-volume"
install_unit packer-ecs-data-volume@.service
# Without this, Docker would write to the root volume when the data volume is missing, and lose that data later.
put 0644 /dev/stdin /etc/systemd/system/docker.service.d/50-packer-ecs-storage.conf <<DROPIN
[Unit]
Requires=$unit
After=$unit
RequiresMountsFor=$mount_point $docker_folder
DROPIN
systemctl daemon-reload
systemctl start "$unit"

cp --archive "$docker_folder" "$on_volume"
# The mount would hide these files, which would still use the root volume.
find "$docker_folder" -xdev -mindepth 1 -delete
systemctl start "$(systemd-escape --path --suffix=mount "$docker_folder")"
say "data volume $device: $file_system, label docker, mounted on $mount_point"
say "Docker: $on_volume, bind-mounted on $docker_folder"
