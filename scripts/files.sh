#!/usr/bin/env bash
# Installs the project's files, and checks them before the scripts that may change them.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh
# shellcheck source=../files/bake/expect.sh
source "$payload/files/bake/expect.sh"
# shellcheck source=../files/bake/compare.sh
source "$payload/files/bake/compare.sh"

lines files setting '.files[] | tojson'
for file in "${files[@]}"; do
  field() { jq --raw-output "$1" <<<"$file"; }
  target=$(field .target)
  owner=$(field .owner)
  mode=$(field .mode)
  mkdir --parents "$(dirname "$target")"
  install --mode="$mode" --owner="${owner%%:*}" --group="${owner##*:}" "$payload/$(field .source)" "$target"
  say "file $target: $mode $owner"
done

check_files .
conclude
