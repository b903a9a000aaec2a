#!/usr/bin/env bash
# Turns off package updates at boot. Files in cloud.cfg.d override each other in lexical order.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh

put 0644 /dev/stdin /etc/cloud/cloud.cfg.d/99_packer-ecs.cfg <<'CONFIG'
repo_update: false
repo_upgrade: none
package_update: false
package_upgrade: false
CONFIG
say 'cloud-init: no package update at boot (99_packer-ecs.cfg)'
