#!/usr/bin/env bash
# First of the recipe: is this a base it was made for, and is nothing in its way?
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh

[[ $EUID -eq 0 ]] || die "the recipe must run as root, not as $(id --user --name)"
for program in jq curl systemctl dnf; do
  command -v "$program" >/dev/null || die "the base image has no $program"
done

# shellcheck source=/dev/null
source /etc/os-release
[[ $ID == amzn && $VERSION_ID == 2023 ]] ||
  die "the recipe is for Amazon Linux 2023; the base image is ${PRETTY_NAME:-$ID $VERSION_ID}"
say "base: $PRETTY_NAME, kernel $(uname --kernel-release), $(uname --machine)"

# The base enables ecs, which waits for cloud-init to end: stop it first, or the build instance joins a cluster.
systemctl disable --now ecs.service
# Stopped while it was starting, it counts as failed.
systemctl reset-failed ecs.service 2>/dev/null || true
say 'ecs: stopped and disabled; the first run of an instance starts it'

timeout 300 cloud-init status --wait >/dev/null || say "cloud-init: $(cloud-init status)"
say 'cloud-init: has ended'
