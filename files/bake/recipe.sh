# shellcheck shell=bash
# Sourced by scripts/*.sh during a bake; not part of the image.
# shellcheck disable=SC2034 # its variables are used by the scripts that source it

# The base may have a stricter one, with which folders of the image would be closed to all users except root.
umask 022

readonly payload=/var/tmp/packer-ecs
readonly settings=$payload/settings.json
readonly libexec=/usr/libexec/packer-ecs

# shellcheck source=lines.sh
source "${BASH_SOURCE[0]%/*}/lines.sh"

say() { printf -- '-- %s\n' "$*"; }

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# setting FILTER: prints the result of a jq filter on settings.json; nothing for null.
setting() { jq --raw-output "($1) // empty" "$settings"; }

# put MODE SOURCE TARGET [OPTION…]: writes a file of the image. TARGET must be in paths.json, from which the configuration
# rules and the documentation take the paths that your files cannot have.
put() {
  assert_owned "$3"
  install -D --mode="$1" "${@:4}" "$2" "$3"
}

# install_unit NAME: installs a unit of files/systemd.
install_unit() { put 0644 "$payload/files/systemd/$1" "/etc/systemd/system/$1"; }

owned_paths=()
# assert_owned TARGET: fails unless paths.json has it.
assert_owned() {
  local pattern
  if [[ ${#owned_paths[@]} -eq 0 ]]; then
    lines owned_paths jq --raw-output '.[].paths[]' "$payload/files/bake/paths.json"
  fi
  for pattern in "${owned_paths[@]}"; do
    # shellcheck disable=SC2053 # a pattern; a folder ends with / and covers everything in it
    [[ $1 != $pattern && ! ($pattern == */ && $1 == "$pattern"*) ]] || return 0
  done
  die "$1 is missing in files/bake/paths.json"
}

# mounted_volumes: prints a line for each volume that instances mount: device, label, file system, mount point.
mounted_volumes() { setting '(.dataVolume // empty), .volumes[] | "\(.device) \(.label) \(.fileSystem) \(.mountPoint)"'; }

# data_volume_unit MOUNT_POINT: prints the unit that mounts and grows the data volume, or a further volume.
data_volume_unit() { systemd-escape --path --template=packer-ecs-data-volume@.service "$1"; }
