#!/usr/bin/env bash
# Last script of the recipe, after your scripts that run after clean-up: checks that the image is clean, and removes the
# recipe. All code is in functions, because the script deletes the folder that it runs from.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh
# shellcheck source=../files/bake/expect.sh
source "$payload/files/bake/expect.sh"

main() {
  assert_clean
  scratch
  conclude
  sync
}

# clear_folder FOLDER…: deletes the content, including hidden files, on the same file system, but not the folder.
clear_folder() {
  local folder
  for folder in "$@"; do
    [[ ! -d $folder ]] || find "$folder" -xdev -mindepth 1 -delete
  done
}

scratch() {
  clear_folder /tmp /var/tmp
  say 'clean: emptied /tmp and /var/tmp'
}

# files FOLDER: prints the number of files in it.
files() { find "$1" -xdev -type f 2>/dev/null | wc --lines; }

assert_clean() {
  expect clean-ecs-disabled disabled "$(systemctl is-enabled ecs.service 2>/dev/null || true)"
  expect clean-agent-state 0 "$(files /var/lib/ecs/data)"
  expect clean-ecs-config 0 "$(stat --format=%s /etc/ecs/ecs.config)"
  expect clean-machine-id 0 "$(stat --format=%s /etc/machine-id)"
  expect clean-cloud-init 0 "$(files /var/lib/cloud)"
  expect clean-host-keys 0 "$(find /etc/ssh -name 'ssh_host_*' | wc --lines)"
  expect clean-authorized-keys 0 "$(find /root /home -name 'authorized_keys*' | wc --lines)"
  expect clean-journal-folder '0 files' "$([[ -d /var/log/journal ]] && files /var/log/journal) files"
}

main
