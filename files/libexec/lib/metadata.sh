# shellcheck shell=bash
# Reads the instance metadata service with a token (IMDSv2).

# metadata PATH: e.g. `metadata instance-id`.
metadata() {
  local base=http://169.254.169.254/latest token
  token=$(ask_metadata --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$base/api/token") || return
  ask_metadata --header "X-aws-ec2-metadata-token: $token" "$base/meta-data/$1"
}

ask_metadata() {
  curl --noproxy '*' --silent --show-error --fail --max-time 2 --retry 5 --retry-connrefused --retry-delay 1 "$@"
}
