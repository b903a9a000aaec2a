#!/usr/bin/env bash
# Removes the traces of the build instance from the image (docs/instance-facts.md, "Clean-up"). files/bake/paths.json lists
# what is removed. finish.sh removes the recipe itself.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh
# shellcheck source=../files/bake/clean.sh
source "$payload/files/bake/clean.sh"

main() {
  stop_services
  clean_paths
}

stop_services() {
  systemctl stop ecs.service
  docker container ls --all --quiet --filter name=ecs-agent | xargs --no-run-if-empty docker container rm --force >/dev/null
  docker system prune --all --force >/dev/null
  systemctl stop docker.socket docker.service
  say 'clean: removed containers and container images, stopped Docker'
  if systemctl --quiet is-active rsyslog.service; then
    systemctl stop rsyslog.service
  fi
  journalctl --quiet --relinquish-var
  dnf --quiet clean all
}

main
