# shellcheck shell=bash
# shellcheck disable=SC2154 # settings and libexec are of recipe.sh
# Checks of what is in the image: files and enabled units. They need no running service, so that they can run after
# clean-up. Needs recipe.sh, expect.sh, compare.sh, daemon.sh and clean.sh.

check_image() {
  check_first_run
  check_boot
  check_volumes
  check_logs
  check_daemon
  check_packages aws-cfn-bootstrap amazon-cloudwatch-agent jq
  check_files 'select(.check)'
  check_logins
}

enabled() { systemctl is-enabled "$1" 2>/dev/null || true; }
# json FILTER FILE: prints canonical JSON on one line, for comparison.
json() { jq --sort-keys --compact-output "$1" "$2"; }

check_first_run() {
  expect first-run-enabled enabled "$(enabled packer-ecs-first-run.service)"
  expect_success first-run-program bash -n "$libexec/first-run"
  expect first-run-entry '755 ec2-user' "$(stat --format='%a %U' /home/ec2-user/firstrun.sh)"
  expect_success first-run-signal test -x /opt/aws/bin/cfn-signal
  expect agent-defaults "$(json .agent "$settings")" "$(json .agent /etc/packer-ecs/defaults.json)"
  expect_success no-instance-settings test ! -e /etc/packer-ecs/instance.env
}

check_boot() {
  expect docker-enabled enabled "$(enabled docker.service)"
  expect time-enabled enabled "$(enabled chronyd.service)"
  expect timezone "$(setting .timezone)" "$(timedatectl show --property=Timezone --value)"
  expect no-update-at-boot 'package_update: false, package_upgrade: false, repo_update: false, repo_upgrade: none' \
    "$(effective_updates)"
}

# Prints the effective values: files in cloud.cfg.d override each other in lexical order.
effective_updates() {
  cat /etc/cloud/cloud.cfg /etc/cloud/cloud.cfg.d/*.cfg |
    awk -F': *' '/^(repo|package)_(update|upgrade):/ { value[$1] = $2 } END { for (key in value) print key ": " value[key] }' |
    sort | paste --serial --delimiters=, | sed 's/,/, /g'
}

check_volumes() {
  local volumes volume label mount_point name unit
  lines volumes mounted_volumes
  for volume in "${volumes[@]}"; do
    read -r _ label _ mount_point <<<"$volume"
    name=${label/#docker/data}
    unit=$(data_volume_unit "$mount_point")
    expect "$name-in-fstab" "LABEL=$label $mount_point" \
      "$(awk -v source="LABEL=$label" '$1 == source && $4 ~ /nofail/ { print $1, $2 }' /etc/fstab)"
    expect "docker-needs-$name" "$unit" \
      "$(systemctl show --property=Requires --value docker.service | tr ' ' '\n' | grep --fixed-strings --line-regexp "$unit" || true)"
  done
}

check_logs() {
  local logs=/etc/packer-ecs/logs.json source
  expect log-settings "$(json '.logs + {metrics}' "$settings")" "$(json 'del(.source)' "$logs")"
  source=$(jq --raw-output .source "$logs")
  case $source in
    journald) expect boot-log-enabled enabled "$(enabled packer-ecs-boot-log.service)" ;;
    rsyslog) expect rsyslog-enabled enabled "$(enabled rsyslog.service)" ;;
  esac
  expect_success log-configuration bash -c \
    "source $libexec/lib/logs.sh && log_configuration $logs /stack/ec2/group region"
}

# check_packages SPEC…
check_packages() {
  local spec
  for spec in "$@"; do
    expect_success "package-$spec" has_package "$spec"
  done
}

# Docker's settings, and the limits that they have by default.
check_daemon() {
  local file=${ROOT:-}/etc/docker/daemon.json
  if [[ $(setting '.docker | length') -gt 0 ]]; then
    expect docker-settings "$(json .docker "$settings")" "$(asked_part <(json .docker "$settings") "$file")"
  fi
  expect_success log-limits has_log_limits "$file"
}

# Everyone who can launch the AMI could use the login.
check_logins() {
  local file
  # shellcheck disable=SC2088 # a pattern of clean.sh
  while IFS= read -r -d '' file; do
    expect_success "no-login-$file" has_no_login "$file"
  done < <(existing '~/.docker/config.json')
}

# has_no_login FILE: of Docker's configuration.
has_no_login() {
  local registries
  registries=$(jq --raw-output '.auths // {} | keys | join(", ")' "$1") || return
  [[ $registries ]] || return 0
  printf 'a login to %s, which would be in the AMI. Run "docker logout" in a script\n' "$registries"
  return 1
}
