#!/usr/bin/env bash
# Merges Docker's daemon settings into those of the base. Starts Docker, so that an invalid setting fails the bake.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh
# shellcheck source=../files/bake/daemon.sh
source "$payload/files/bake/daemon.sh"

daemon_file=/etc/docker/daemon.json
base=/dev/null
if [[ -s $daemon_file ]]; then
  base=$daemon_file
fi
merged=$(daemon_settings "$settings" "$base")
put 0644 /dev/stdin "$daemon_file" <<<"$merged"
say "docker: daemon.json has $(jq --compact-output . "$daemon_file")"

# The base also sets default-ulimit as a flag; Docker does not start when the flag and the file set it.
if jq --exit-status '."default-ulimits"' "$daemon_file" >/dev/null &&
  grep --quiet --no-messages -- --default-ulimit /etc/sysconfig/docker; then
  assert_owned /etc/sysconfig/docker
  sed --in-place --regexp-extended 's/--default-ulimits?[ =][^ "]+ ?//g' /etc/sysconfig/docker
  say 'docker: removed default-ulimit from /etc/sysconfig/docker'
fi

systemctl enable --quiet docker.service
systemctl stop docker.socket docker.service
if ! systemctl start docker.socket docker.service; then
  journalctl --unit=docker.service --no-pager --lines=20 >&2
  die 'docker does not start with these settings'
fi
version=$(docker version --format '{{.Server.Version}}')
say "docker: $version, running"
