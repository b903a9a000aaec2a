#!/usr/bin/env bash
# Removes the traces of the build instance from the image (docs/instance-facts.md, "Clean-up"). finish.sh removes the
# recipe itself.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh

main() {
  containers
  agent_state
  caches
  identity
  logs
  histories
  # Last, because logins fail without the keys.
  keys
}

# clear_folder FOLDER…: deletes the content, including hidden files, on the same file system, but not the folder.
clear_folder() {
  local folder
  for folder in "$@"; do
    [[ ! -d $folder ]] || find "$folder" -xdev -mindepth 1 -delete
  done
}

containers() {
  systemctl stop ecs.service
  docker container ls --all --quiet --filter name=ecs-agent | xargs --no-run-if-empty docker container rm --force >/dev/null
  docker system prune --all --force >/dev/null
  systemctl stop docker.socket docker.service
  say 'clean: removed containers and container images, stopped Docker'
}

# Keeps /var/cache/ecs (the agent's image), /var/lib/ecs/deps and /var/lib/ecs/ecs.config, which ecs-init needs.
agent_state() {
  clear_folder /var/lib/ecs/data /var/log/ecs
  truncate --size=0 /etc/ecs/ecs.config
  rm --recursive --force /var/lib/packer-ecs /etc/packer-ecs/instance.env
  say 'clean: removed the agent state, emptied /etc/ecs/ecs.config'
}

caches() {
  dnf --quiet clean all
  clear_folder /var/cache/dnf /var/lib/cloud /var/lib/dhclient /var/lib/dhcp
  rm --force /var/lib/NetworkManager/*.lease /var/lib/systemd/random-seed /var/lib/systemd/credential.secret
  say 'clean: removed package cache, cloud-init state, leases and random seed'
}

# Empties the machine-id: with a missing one, systemd treats the next boot as a "first boot" and enables ecs again.
identity() {
  truncate --size=0 /etc/machine-id
  [[ -L /var/lib/dbus/machine-id ]] || rm --force /var/lib/dbus/machine-id
  rm --force /etc/hostname
  say 'clean: emptied the machine-id, removed the host name'
}

# Keeps the folders: without /var/log/journal, the journal would not persist.
logs() {
  if systemctl --quiet is-active rsyslog.service; then
    systemctl stop rsyslog.service
  fi
  journalctl --quiet --relinquish-var
  clear_folder /var/lib/rsyslog /var/log/journal /var/log/packer-ecs /opt/aws/amazon-cloudwatch-agent/logs
  find /var/log -xdev -type f -delete
  say 'clean: removed logs and the journal'
}

histories() {
  local home
  while IFS= read -r home; do
    rm --force "$home"/.{bash,python,sqlite,node_repl}_history "$home"/.lesshst "$home"/.viminfo "$home"/.wget-hsts "$home"/.ssh/known_hosts
  done < <(homes)
  say 'clean: removed shell histories'
}

keys() {
  local home
  rm --force /etc/ssh/ssh_host_*
  while IFS= read -r home; do
    rm --force "$home"/.ssh/authorized_keys "$home"/.ssh/authorized_keys2
  done < <(homes)
  say 'clean: removed host keys and authorized keys'
}

homes() { getent passwd | cut --delimiter=: --fields=6 | grep --extended-regexp '^/(root|home/.+)$' | sort --unique; }

main
