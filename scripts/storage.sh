#!/usr/bin/env bash
# Sets up the data volume and further volumes: file systems, mounts, Docker's volumes or all of its files, growth at boot.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh
# shellcheck source=../files/bake/device.sh
source "$payload/files/bake/device.sh"

main() {
  local volumes volume docker_folder='' on_volume data_mount_point mount_points=() units=()
  lines volumes mounted_volumes
  data_mount_point=$(setting .dataVolume.mountPoint)
  if [[ ! $data_mount_point ]]; then
    say 'data volume: none; Docker volumes stay where the base AMI has them'
  fi
  [[ ${#volumes[@]} -gt 0 ]] || return 0

  udevadm settle --timeout=30 || true
  systemctl stop docker.socket docker.service
  assert_owned /etc/fstab
  for volume in "${volumes[@]}"; do
    # shellcheck disable=SC2086 # words without spaces
    create_file_system $volume
    mount_points+=("${volume##* }")
    units+=("$(data_volume_unit "${volume##* }")")
  done
  if [[ $data_mount_point ]]; then
    bind_docker
  fi
  require_volumes
  systemctl daemon-reload
  systemctl start "${units[@]}"
  if [[ $data_mount_point ]]; then
    move_docker
  fi
  for volume in "${mount_points[@]}"; do
    say "volume: $(findmnt --noheadings --output SOURCE,FSTYPE,LABEL,TARGET --mountpoint "$volume" | tr --squeeze-repeats ' ')"
  done
}

# create_file_system DEVICE LABEL FILE_SYSTEM MOUNT_POINT: on an empty device, with a line in fstab.
create_file_system() {
  local device found
  device=$(resolve_device "$1") || die "device $1 not found: $(lsblk --noheadings --list --output NAME,TYPE | paste --serial --delimiters=,)"
  found=$(signature_of "$device")
  [[ ! $found ]] || die "$1 ($device) is not empty and will not be formatted: $found. If the base AMI has this volume, \"dataVolume: none\" or an image without this entry of \"volumes\" keeps it as it is"
  [[ ! $(ls --almost-all "$4" 2>/dev/null) ]] || die "$4 is not empty: the volume $1 would hide its content"
  case $3 in
    xfs) mkfs.xfs -q -L "$2" "$device" ;;
    ext4) mkfs.ext4 -q -L "$2" "$device" ;;
    *) die "unknown file system $3: use xfs or ext4" ;;
  esac
  mkdir --parents "$4"
  printf 'LABEL=%s %s %s defaults,nofail,x-systemd.device-timeout=30s 0 2\n' "$2" "$4" "$3" >>/etc/fstab
}

# A bind mount and not Docker's data-root: Docker also finds its files where other programs expect them, and settings such
# as userns-remap, which make it use a folder below, do not lead off the volume.
bind_docker() {
  case $(setting .dataVolume.docker) in
    all) docker_folder=/var/lib/docker on_volume=$data_mount_point/docker ;;
    *) docker_folder=/var/lib/docker/volumes on_volume=$data_mount_point/volumes ;;
  esac
  mkdir --parents "$docker_folder"
  printf '%s %s none bind,nofail,x-systemd.requires=%s 0 0\n' \
    "$on_volume" "$docker_folder" "$(data_volume_unit "$data_mount_point")" >>/etc/fstab
}

# Without this, Docker and containers would write to the root volume when a volume is missing, and lose that data later.
require_volumes() {
  put 0755 "$payload/files/libexec/data-volume" "$libexec/data-volume"
  install_unit packer-ecs-data-volume@.service
  put 0644 /dev/stdin /etc/systemd/system/docker.service.d/50-packer-ecs-storage.conf <<DROPIN
[Unit]
Requires=${units[*]}
After=${units[*]}
RequiresMountsFor=${mount_points[*]} $docker_folder
DROPIN
}

move_docker() {
  cp --archive "$docker_folder" "$on_volume"
  # The mount would hide these files, which would still use the root volume.
  find "$docker_folder" -xdev -mindepth 1 -delete
  systemctl start "$(systemd-escape --path --suffix=mount "$docker_folder")"
  say "Docker: $on_volume, bind-mounted on $docker_folder"
}

main
