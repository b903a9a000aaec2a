# shellcheck shell=bash
# Sourced by scripts/*.sh during a bake; not part of the image.
# shellcheck disable=SC2034 # its variables are used by the scripts that source it

readonly payload=/var/tmp/packer-ecs
readonly settings=$payload/settings.json
readonly libexec=/usr/libexec/packer-ecs

say() { printf -- '-- %s\n' "$*"; }

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# setting FILTER: prints the result of a jq filter on settings.json; nothing for null.
setting() { jq --raw-output "($1) // empty" "$settings"; }

# install_unit NAME: installs a unit of files/systemd.
install_unit() { install -D --mode=0644 "$payload/files/systemd/$1" "/etc/systemd/system/$1"; }

# data_volume_unit MOUNT_POINT: prints the unit that mounts and grows the data volume.
data_volume_unit() { systemd-escape --path --template=packer-ecs-data-volume@.service "$1"; }
