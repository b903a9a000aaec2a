# shellcheck shell=bash
# shellcheck disable=SC2154 # payload is of recipe.sh
# Pulls of container images.

# ecr_registry IMAGE: prints host and region of an image in a private registry of Amazon ECR; nothing for another one.
ecr_registry() {
  local host=${1%%/*}
  [[ $host =~ ^[0-9]{12}\.dkr[.-]ecr(-fips)?\.([a-z0-9-]+)\.(amazonaws\.com(\.cn)?|on\.aws)$ ]] || return 0
  printf '%s %s\n' "$host" "${BASH_REMATCH[2]}"
}

# pull IMAGE [NAME=VALUE…]: for Amazon ECR with the role of the build instance. That login is in the payload, which is not
# in the AMI. The AWS CLI gets the variables; Docker has its own.
pull() {
  local registry
  registry=$(ecr_registry "$1")
  if [[ ! $registry ]]; then
    docker pull --quiet "$1"
    return
  fi
  local -x DOCKER_CONFIG=$payload/docker
  env "${@:2}" aws ecr get-login-password --region "${registry#* }" |
    docker login --username AWS --password-stdin "${registry% *}" &&
    docker pull --quiet "$1"
}

# room: prints the free space for container images.
room() {
  df --output=avail --block-size=M "$(docker info --format '{{.DockerRootDir}}')" | tail --lines=1 |
    sed 's/^ */free on the volume of Docker: /'
}

# unneeded_images KEPT…: prints the ids of images that are neither kept nor used by a container.
unneeded_images() {
  local needed
  needed=$(
    [[ $# -eq 0 ]] || docker image inspect --format '{{.Id}}' "$@"
    docker container ls --all --quiet | xargs --no-run-if-empty docker container inspect --format '{{.Image}}'
  )
  docker image ls --quiet --no-trunc | sort --unique | grep --invert-match --line-regexp --fixed-strings "${needed:-none}" || true
}

# remove_images KEPT…: removes unneeded images. An image can be removed only after those that are built from it.
remove_images() {
  local ids before='' answer=''
  ids=$(unneeded_images "$@")
  while [[ $ids && $ids != "$before" ]]; do
    answer=$(xargs docker image rm --force <<<"$ids" 2>&1 >/dev/null) || true
    before=$ids
    ids=$(unneeded_images "$@")
  done
  [[ ! $ids ]] || say "clean: Docker does not remove some images: $answer"
}
