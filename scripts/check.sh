#!/usr/bin/env bash
# Checks the image against the settings. Each check has a name; all checks run, and the end lists those that failed.
# Writes inventory.json, which the bake downloads.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh
# shellcheck source=../files/bake/expect.sh
source "$payload/files/bake/expect.sh"
# shellcheck source=../files/bake/compare.sh
source "$payload/files/bake/compare.sh"

enabled() { systemctl is-enabled "$1" 2>/dev/null || true; }
active() { systemctl is-active "$1" 2>/dev/null || true; }
mounted() { findmnt --noheadings --raw --output "$1" --mountpoint "$2" || true; }
# json FILTER FILE: prints canonical JSON on one line, for comparison.
json() { jq --sort-keys --compact-output "$1" "$2"; }

check_agent() {
  expect ecs-disabled disabled "$(enabled ecs.service)"
  expect ecs-stopped inactive "$(active ecs.service)"
  expect first-run-enabled enabled "$(enabled packer-ecs-first-run.service)"
  expect first-run-waits inactive "$(active packer-ecs-first-run.service)"
  expect_success first-run-program bash -n "$libexec/first-run"
  expect first-run-entry '755 ec2-user' "$(stat --format='%a %U' /home/ec2-user/firstrun.sh)"
  expect_success first-run-signal test -x /opt/aws/bin/cfn-signal
  expect agent-defaults "$(json .agent "$settings")" "$(json .agent /etc/packer-ecs/defaults.json)"
  expect_success no-instance-settings test ! -e /etc/packer-ecs/instance.env
}

check_storage() {
  local mount_point unit
  mount_point=$(setting .dataVolume.mountPoint)
  [[ $mount_point ]] || return 0
  unit=$(data_volume_unit "$mount_point")
  expect data-file-system "$(setting .dataVolume.fileSystem)" "$(mounted FSTYPE "$mount_point")"
  expect data-label docker "$(mounted LABEL "$mount_point")"
  expect data-in-fstab "LABEL=docker $mount_point" \
    "$(awk '$1 == "LABEL=docker" && $4 ~ /nofail/ { print $1, $2 }' /etc/fstab)"
  expect data-grows active "$(active "$unit")"
  expect docker-volumes-on-data "$(mounted MAJ:MIN "$mount_point")" "$(mounted MAJ:MIN /var/lib/docker/volumes)"
  expect docker-needs-data "$unit" \
    "$(systemctl show --property=Requires --value docker.service | tr ' ' '\n' | grep --fixed-strings "${unit#packer-}" || true)"
}

check_docker() {
  expect docker-enabled enabled "$(enabled docker.service)"
  expect docker-active active "$(active docker.service)"
  expect_success docker-answers docker version
  if [[ $(setting '.docker | length') -gt 0 ]]; then
    expect docker-settings "$(json .docker "$settings")" \
      "$(asked_part <(json .docker "$settings") /etc/docker/daemon.json)"
  fi
}

check_system() {
  expect timezone "$(setting .timezone)" "$(timedatectl show --property=Timezone --value)"
  expect time-enabled enabled "$(enabled chronyd.service)"
  expect time-active active "$(active chronyd.service)"
  expect_success time-sources grep --quiet . <(chronyc -n -c sources)
  expect no-update-at-boot 'package_update: false, package_upgrade: false, repo_update: false, repo_upgrade: none' \
    "$(effective_updates)"
  if [[ $(setting .releasever) ]]; then
    expect release "$(setting .releasever)" "$(rpm --query --queryformat='%{VERSION}' system-release)"
  fi
}

# Prints the effective values: files in cloud.cfg.d override each other in lexical order.
effective_updates() {
  cat /etc/cloud/cloud.cfg /etc/cloud/cloud.cfg.d/*.cfg |
    awk -F': *' '/^(repo|package)_(update|upgrade):/ { value[$1] = $2 } END { for (key in value) print key ": " value[key] }' |
    sort | paste --serial --delimiters=, | sed 's/,/, /g'
}

check_packages() {
  local name
  while IFS= read -r name; do
    expect_success "package-$name" has_package "$name"
  done < <(printf '%s\n' aws-cfn-bootstrap amazon-cloudwatch-agent jq; setting '.packages[]')
}

check_logs() {
  local logs=/etc/packer-ecs/logs.json source
  expect log-groups "$(json .logs.groups "$settings")" "$(json .groups "$logs")"
  expect log-retention "$(json .logs.retentionDays "$settings")" "$(json .retentionDays "$logs")"
  source=$(jq --raw-output .source "$logs")
  case $source in
    journald) expect boot-log-enabled enabled "$(enabled packer-ecs-boot-log.service)" ;;
    rsyslog) expect rsyslog-enabled enabled "$(enabled rsyslog.service)" ;;
  esac
  expect_success log-configuration bash -c \
    "source $libexec/lib/logs.sh && log_configuration $logs /stack/ec2/group region"
}

check_files() {
  local file target
  while IFS= read -r file; do
    target=$(jq --raw-output .target <<<"$file")
    expect_success "file-$target" cmp "$payload/$(jq --raw-output .source <<<"$file")" "$target"
    expect "file-mode-$target" "$(jq --raw-output '"\(.mode | ltrimstr("0")) \(.owner)"' <<<"$file")" \
      "$(stat --format='%a %U:%G' "$target")"
  done < <(setting '.files[] | tojson')
}

write_inventory() {
  local kernel agent docker
  kernel=$(grubby --default-kernel 2>/dev/null || true)
  kernel=${kernel##*/vmlinuz-}
  agent=$(rpm --query --queryformat='%{VERSION}' ecs-init || true)
  docker=$(docker version --format '{{.Server.Version}}' || true)
  rpm --query --all --queryformat='%{NAME}\t%{VERSION}-%{RELEASE}.%{ARCH}\n' | sort |
    jq --raw-input --null-input --arg kernel "${kernel:-$(uname --kernel-release)}" --arg agentVersion "$agent" \
      --arg dockerVersion "$docker" --arg release "$(rpm --query --queryformat='%{VERSION}' system-release)" \
      '{schemaVersion: 1, $kernel, $agentVersion, $dockerVersion, $release,
        packages: [inputs | split("\t") | {name: .[0], version: .[1]}]}' >"$payload/inventory.json"
  # Packer downloads it as ec2-user.
  chmod 0644 "$payload/inventory.json"
  say "inventory: $(jq --raw-output '"kernel \(.kernel), agent \(.agentVersion), Docker \(.dockerVersion), release \(.release), \(.packages | length) packages"' "$payload/inventory.json")"
}

check_agent
check_storage
check_docker
check_system
check_packages
check_logs
check_files
write_inventory
conclude
