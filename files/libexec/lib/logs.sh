# shellcheck shell=bash
# The CloudWatch agent's configuration (docs/instance-facts.md, "Logs"). ROOT is for tests.

readonly cloudwatch=${ROOT:-}/opt/aws/amazon-cloudwatch-agent
readonly logs_program=${BASH_SOURCE[0]%/*}/logs.jq

# log_prefix STACK GROUP CLUSTER IMAGE: prints `/STACK/ec2/GROUP`. Without a stack it begins with `/packer-ecs/CLUSTER`;
# without a group it ends with the image's name.
log_prefix() { printf '/%s/ec2/%s\n' "${1:-packer-ecs/$3}" "${2:-$4}"; }

# log_configuration LOGS_FILE PREFIX REGION: prints JSON for amazon-cloudwatch-agent-ctl.
log_configuration() { jq --arg prefix "$2" --arg region "$3" --from-file "$logs_program" "$1"; }

# log_proxy_configuration HOST:PORT ADDITIONS: prints the agent's common-config.toml.
log_proxy_configuration() {
  printf '[proxy]\n  http_proxy = "http://%s"\n  https_proxy = "http://%s"\n  no_proxy = "%s"\n' \
    "$1" "$1" "169.254.169.254${2:+,$2}"
}

# load_logs FILE [-s]: checks and loads a configuration; with -s, starts the agent.
load_logs() { timeout 60 "$cloudwatch/bin/amazon-cloudwatch-agent-ctl" -a fetch-config -m ec2 -c "file:$1" "${@:2}"; }

# forget_logs: removes what load_logs wrote.
forget_logs() {
  rm --recursive --force "$cloudwatch/etc/amazon-cloudwatch-agent.json" "$cloudwatch/etc/amazon-cloudwatch-agent.toml" \
    "$cloudwatch/etc/amazon-cloudwatch-agent.yaml" "$cloudwatch/etc/env-config.json" \
    "$cloudwatch"/etc/amazon-cloudwatch-agent.d/*
}
