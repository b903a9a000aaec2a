#!/usr/bin/env bash
# Sets up the sources of the instance's logs (docs/instance-facts.md, "Logs"). The names of the log groups contain the
# stack's name, so the first run writes the CloudWatch agent's configuration.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh
# shellcheck source=../files/bake/versions.sh
source "$payload/files/bake/versions.sh"

readonly first_with_journald=1.300070.0
version=$(rpm --query --queryformat='%{VERSION}' amazon-cloudwatch-agent)

if version_at_least "$version" "$first_with_journald"; then
  source=journald
  # The agent starts at the end of the journal: this unit adds the earlier messages of the boot.
  put 0755 "$payload/files/libexec/boot-log" "$libexec/boot-log"
  install_unit packer-ecs-boot-log.service
  systemctl enable --quiet packer-ecs-boot-log.service
  say "logs: CloudWatch agent $version reads the journal"
else
  source=rsyslog
  dnf --assumeyes --quiet install rsyslog
  put 0644 "$payload/files/rsyslog/packer-ecs.conf" /etc/rsyslog.d/packer-ecs.conf
  put 0644 "$payload/files/rsyslog/logrotate" /etc/logrotate.d/packer-ecs
  systemctl enable --quiet rsyslog.service
  systemctl restart rsyslog.service
  say "logs: CloudWatch agent $version cannot read the journal (needs $first_with_journald); rsyslog writes log files"
fi

mkdir --parents /var/log/packer-ecs
jq --arg source "$source" '.logs + {source: $source, metrics: .metrics}' "$settings" | put 0644 /dev/stdin /etc/packer-ecs/logs.json
# An instance joins its cluster even if the agent refuses its configuration, so the agent reads it here also.
if [[ $(setting '.metrics // (.logs.files | select(length > 0))') ]]; then
  # shellcheck source=../files/libexec/lib/logs.sh
  source "$payload/files/libexec/lib/logs.sh"
  log_configuration /etc/packer-ecs/logs.json /stack/ec2/group us-east-1 >"$payload/cloudwatch-agent.json"
  load_logs "$payload/cloudwatch-agent.json" >&2 || die 'the CloudWatch agent refuses "metrics" or "logs.files"'
  forget_logs
  say 'logs: the CloudWatch agent accepts its configuration'
fi
# The first run starts it; without a configuration it would fail at every boot.
systemctl disable --quiet amazon-cloudwatch-agent.service
retention=$(setting '.logs.retentionDays | values | "\(.) days"')
say "logs: groups $(setting '.logs.groups | join(", ")'), retention ${retention:-unlimited}"
