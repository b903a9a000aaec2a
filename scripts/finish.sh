#!/usr/bin/env bash
# Last script of the recipe, after your scripts that run after clean-up: checks the image as instances will get it, and
# removes the recipe. All code is in functions, because the script deletes the folder that it runs from.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh
# shellcheck source=../files/bake/expect.sh
source "$payload/files/bake/expect.sh"
# shellcheck source=../files/bake/compare.sh
source "$payload/files/bake/compare.sh"
# shellcheck source=../files/bake/daemon.sh
source "$payload/files/bake/daemon.sh"
# shellcheck source=../files/bake/clean.sh
source "$payload/files/bake/clean.sh"
# shellcheck source=../files/bake/image.sh
source "$payload/files/bake/image.sh"

main() {
  assert_clean
  check_image
  # Last: the checks compare with the files in it.
  clean_scratch
  expect clean-scratch 0 "$(find "$payload" 2>/dev/null | wc --lines)"
  conclude
  sync
}

# files FOLDER: prints the number of files in it.
files() { find "$1" -xdev -type f 2>/dev/null | wc --lines; }

# What matters most, looked for without the list of paths.
assert_clean() {
  expect clean-ecs-disabled disabled "$(systemctl is-enabled ecs.service 2>/dev/null || true)"
  expect clean-agent-state 0 "$(files /var/lib/ecs/data)"
  expect clean-ecs-config 0 "$(stat --format=%s /etc/ecs/ecs.config)"
  expect clean-machine-id 0 "$(stat --format=%s /etc/machine-id)"
  expect clean-cloud-init 0 "$(find /var/lib/cloud -xdev -type f -not -path '/var/lib/cloud/scripts/*' | wc --lines)"
  expect clean-host-keys 0 "$(find /etc/ssh -name 'ssh_host_*' | wc --lines)"
  expect clean-authorized-keys 0 "$(find /root /home -name 'authorized_keys*' | wc --lines)"
  expect clean-journal-folder '0 files' "$([[ -d /var/log/journal ]] && files /var/log/journal) files"
}

main
