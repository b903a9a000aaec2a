#!/usr/bin/env bash
# Checks the build instance after your scripts: what needs running services, which clean-up stops. The packages and files
# were checked by the scripts that installed them; cleanup.sh checks the image. Each check has a name; all checks run, and
# the end lists those that failed. Writes inventory.json, which the bake downloads.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh
# shellcheck source=../files/bake/expect.sh
source "$payload/files/bake/expect.sh"
# shellcheck source=../files/bake/clean.sh
source "$payload/files/bake/clean.sh"
# shellcheck source=../files/bake/registry.sh
source "$payload/files/bake/registry.sh"
# shellcheck source=../files/bake/watch.sh
source "$payload/files/bake/watch.sh"

active() { systemctl is-active "$1" 2>/dev/null || true; }
mounted() { findmnt --noheadings --raw --output "$1" --mountpoint "$2" || true; }

check_agent() {
  expect ecs-disabled disabled "$(systemctl is-enabled ecs.service 2>/dev/null || true)"
  expect ecs-stopped inactive "$(active ecs.service)"
  expect first-run-waits inactive "$(active packer-ecs-first-run.service)"
}

check_docker() {
  expect docker-active active "$(active docker.service)"
  expect_success docker-answers docker version
}

check_storage() {
  local volumes volume label file_system mount_point name
  lines volumes mounted_volumes
  for volume in "${volumes[@]}"; do
    read -r _ label file_system mount_point <<<"$volume"
    name=${label/#docker/data}
    expect "$name-file-system" "$file_system" "$(mounted FSTYPE "$mount_point")"
    expect "$name-label" "$label" "$(mounted LABEL "$mount_point")"
    expect "$name-grows" active "$(active "$(data_volume_unit "$mount_point")")"
  done
  mount_point=$(setting .dataVolume.mountPoint)
  [[ $mount_point ]] || return 0
  expect docker-volumes-on-data "$(mounted MAJ:MIN "$mount_point")" "$(device_of_new_volume)"
  if [[ $(setting .dataVolume.docker) == all ]]; then
    expect docker-on-data "$(mounted MAJ:MIN "$mount_point")" \
      "$(findmnt --noheadings --raw --output MAJ:MIN --target "$(docker info --format '{{.DockerRootDir}}')" || true)"
  fi
}

# Prints the device of a volume that Docker creates now, wherever its settings make Docker put it.
device_of_new_volume() {
  local folder
  folder=$(docker volume inspect --format '{{.Mountpoint}}' "$(docker volume create)") || return 0
  findmnt --noheadings --raw --output MAJ:MIN --target "$folder" || true
  docker volume rm "$(basename "$(dirname "$folder")")" >/dev/null
}

check_time() {
  expect time-active active "$(active chronyd.service)"
  expect_success time-sources grep --quiet . <(chronyc -n -c sources)
}

write_inventory() {
  local kernel agent docker images lost
  kernel=$(grubby --default-kernel 2>/dev/null || true)
  kernel=${kernel##*/vmlinuz-}
  agent=$(rpm --query --queryformat='%{VERSION}' ecs-init || true)
  docker=$(docker version --format '{{.Server.Version}}' || true)
  lines images setting '.containerImages[]'
  lost=$(lost "$payload")
  rpm --query --all --queryformat='%{NAME}\t%{VERSION}-%{RELEASE}.%{ARCH}\n' | sort |
    jq --raw-input --null-input --arg kernel "${kernel:-$(uname --kernel-release)}" --arg agentVersion "$agent" \
      --arg dockerVersion "$docker" --arg release "$(rpm --query --queryformat='%{VERSION}' system-release)" \
      --argjson containerImages "$(container_images "${images[@]}")" --argjson lost "$lost" \
      '{schemaVersion: 1, $kernel, $agentVersion, $dockerVersion, $release, $containerImages, $lost,
        packages: [inputs | split("\t") | {name: .[0], version: .[1]}]}' >"$payload/inventory.json"
  # Packer downloads it as ec2-user.
  chmod 0644 "$payload/inventory.json"
  say "inventory: $(jq --raw-output '"kernel \(.kernel), agent \(.agentVersion), Docker \(.dockerVersion), release \(.release), \(.packages | length) packages"' "$payload/inventory.json")"
}

# container_images NAME…: prints a JSON list with id, digests and size in bytes of each.
container_images() {
  local image
  for image in "$@"; do
    docker image inspect "$image" | jq --arg name "$image" '.[0] | {name: $name, id: .Id, digests: .RepoDigests, bytes: .Size}'
  done | jq --slurp --compact-output .
}

check_agent
check_docker
check_storage
check_time
write_inventory
conclude
