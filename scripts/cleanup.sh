#!/usr/bin/env bash
# Removes the traces of the build instance from the image (docs/instance-facts.md, "Clean-up"). files/bake/paths.json lists
# what is removed. finish.sh removes the recipe itself.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh
# shellcheck source=../files/bake/clean.sh
source "$payload/files/bake/clean.sh"
# shellcheck source=../files/bake/expect.sh
source "$payload/files/bake/expect.sh"
# shellcheck source=../files/bake/registry.sh
source "$payload/files/bake/registry.sh"

main() {
  stop_services
  clean_paths
  conclude
}

stop_services() {
  systemctl stop ecs.service
  docker container ls --all --quiet --filter name=ecs-agent | xargs --no-run-if-empty docker container rm --force >/dev/null
  remove_containers
  systemctl stop docker.socket docker.service
  say 'clean: stopped Docker'
  if systemctl --quiet is-active rsyslog.service; then
    systemctl stop rsyslog.service
  fi
  journalctl --quiet --relinquish-var
}

# Removes containers that do not run, and images that are neither used by a container nor in the configuration.
remove_containers() {
  local images image
  lines images setting '.containerImages[]'
  docker container prune --force >/dev/null
  remove_images "${images[@]}"
  docker network prune --force >/dev/null
  docker builder prune --force >/dev/null
  for image in "${images[@]}"; do
    expect_success "container-image-$image" docker image inspect --format '{{.Id}}' "$image"
  done
  say "clean: removed containers, and all container images except ${#images[@]}"
}

main
