#!/usr/bin/env bash
# Installs the first run: program, unit, the script that stacks of the 2018 layout call, and the baked defaults.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh

install -D --mode=0755 "$payload/files/libexec/first-run" "$libexec/first-run"
install -D --mode=0644 --target-directory="$libexec/lib" "$payload"/files/libexec/lib/*
install --mode=0755 --owner=ec2-user --group=ec2-user "$payload/files/firstrun.sh" /home/ec2-user/firstrun.sh

mkdir --parents /etc/packer-ecs /var/log/packer-ecs
jq '{image, dataVolume, proxy, agent, firstRun}' "$settings" >/etc/packer-ecs/defaults.json

install_unit packer-ecs-first-run.service
systemctl daemon-reload
systemctl enable --quiet packer-ecs-first-run.service
systemctl disable --quiet ecs.service
say 'first run: enabled, starts when /etc/packer-ecs/instance.env exists; ecs is disabled until then'
say "first run: baked defaults $(jq --compact-output .agent /etc/packer-ecs/defaults.json), time limit $(setting .firstRun.timeoutSeconds) s"
