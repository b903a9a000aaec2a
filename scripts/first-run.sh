#!/usr/bin/env bash
# Installs the first run: program, unit, the script that stacks of the 2018 layout call, and the baked defaults.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh

put 0755 "$payload/files/libexec/first-run" "$libexec/first-run"
for file in "$payload"/files/libexec/lib/*; do
  put 0644 "$file" "$libexec/lib/${file##*/}"
done
put 0755 "$payload/files/firstrun.sh" /home/ec2-user/firstrun.sh --owner=ec2-user --group=ec2-user

mkdir --parents /var/log/packer-ecs
jq '{image, dataVolume, volumes, proxy, agent, firstRun}' "$settings" | put 0644 /dev/stdin /etc/packer-ecs/defaults.json

install_unit packer-ecs-first-run.service
systemctl daemon-reload
systemctl enable --quiet packer-ecs-first-run.service
systemctl disable --quiet ecs.service
say 'first run: enabled, starts when /etc/packer-ecs/instance.env exists; ecs is disabled until then'
say "first run: baked defaults $(jq --compact-output .agent /etc/packer-ecs/defaults.json), time limit $(setting .firstRun.timeoutSeconds) s"
