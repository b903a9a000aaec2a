#!/usr/bin/env bash
# Installs the project's files.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh

while IFS= read -r file; do
  field() { jq --raw-output "$1" <<<"$file"; }
  target=$(field .target)
  owner=$(field .owner)
  mode=$(field .mode)
  mkdir --parents "$(dirname "$target")"
  install --mode="$mode" --owner="${owner%%:*}" --group="${owner##*:}" "$payload/$(field .source)" "$target"
  say "file $target: $mode $owner"
done < <(setting '.files[] | tojson')
