#!/usr/bin/env bash
# Sets the time zone and enables chronyd. The base already has the Amazon Time Sync Service as its source.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh

timezone=$(setting .timezone)
timedatectl set-timezone "$timezone"
say "timezone: $timezone, now $(date)"

systemctl enable --now --quiet chronyd.service
sources=$(chronyc -n -c sources | cut --delimiter=, --fields=3 | paste --serial --delimiters=' ')
say "time: enabled chronyd, sources $sources"
