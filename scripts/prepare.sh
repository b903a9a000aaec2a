#!/usr/bin/env bash
# First script of the recipe: checks the base and stops what would interfere with the bake.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh

[[ $EUID -eq 0 ]] || die "the recipe must run as root, but runs as $(id --user --name)"
for program in jq curl systemctl dnf; do
  command -v "$program" >/dev/null || die "the base AMI does not have $program"
done

# shellcheck source=/dev/null
source /etc/os-release
[[ $ID == amzn && $VERSION_ID == 2023 ]] ||
  die "the recipe needs Amazon Linux 2023, but the base AMI is ${PRETTY_NAME:-$ID $VERSION_ID}"
say "base: $PRETTY_NAME, kernel $(uname --kernel-release), $(uname --machine)"

# The base enables ecs, which starts when cloud-init has finished: without this the build instance joins a cluster.
systemctl disable --now ecs.service
# systemd marks a unit that was stopped while it started as failed.
systemctl reset-failed ecs.service 2>/dev/null || true
say 'ecs: stopped and disabled; the first run starts it'

# shellcheck source=../files/bake/clean.sh
source "$payload/files/bake/clean.sh"
# shellcheck source=../files/bake/registry.sh
source "$payload/files/bake/registry.sh"
# shellcheck source=../files/bake/watch.sh
source "$payload/files/bake/watch.sh"

timeout 300 cloud-init status --wait >/dev/null || say "cloud-init: $(cloud-init status)"
say 'cloud-init: finished'
remember_watched "$payload"
