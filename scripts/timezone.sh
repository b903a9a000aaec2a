#!/usr/bin/env bash
# Time zone and time. The base already asks Amazon's time service; nothing is added, only enabled and looked at.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh

timezone=$(setting .timezone)
timedatectl set-timezone "$timezone"
say "timezone: $timezone, now $(date)"

systemctl enable --now --quiet chronyd.service
sources=$(chronyc -n -c sources | cut --delimiter=, --fields=3 | paste --serial --delimiters=' ')
say "time: chronyd enabled, sources $sources"
