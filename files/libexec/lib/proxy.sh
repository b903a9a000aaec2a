# shellcheck shell=bash
# Configures the programs that use an HTTP proxy (docs/instance-facts.md, "HTTP proxy"). ROOT is for tests.
# shellcheck disable=SC2154 # put_file (settings.sh) sets `changed`

readonly never_through_proxy=169.254.169.254,169.254.170.2,/var/run/docker.sock

# proxy_address URL: prints host:port of a URL with or without a scheme.
proxy_address() {
  local address=${1#*://}
  printf '%s\n' "${address%%/*}"
}

# proxy_answers HOST:PORT: succeeds if the port accepts connections.
proxy_answers() {
  local host=${1%:*} port=${1##*:}
  host=${host##*@}
  # shellcheck disable=SC2016 # expanded by the inner bash
  timeout 3 bash -c '</dev/tcp/$0/$1' "$host" "$port" 2>/dev/null
}

# proxy_pairs HOST:PORT ADDITIONS: prints the lines for ecs.config.
proxy_pairs() { printf 'HTTP_PROXY=%s\nNO_PROXY=%s\n' "$1" "$never_through_proxy${2:+,$2}"; }

# put_proxy_units HOST:PORT ADDITIONS: writes drop-ins for ecs-init, Docker and the SSM agent. Needs put_file; sets
# `docker_changed` and `ssm_changed`.
put_proxy_units() {
  local units=${ROOT:-}/etc/systemd/system url=http://$1 exceptions=$never_through_proxy${2:+,$2}
  put_file "$units/ecs.service.d/http-proxy.conf" 600 "$(proxy_unit HTTP_PROXY "$1" NO_PROXY "$exceptions")"
  put_file "$units/docker.service.d/http-proxy.conf" 600 \
    "$(proxy_unit HTTP_PROXY "$url" HTTPS_PROXY "$url" NO_PROXY "$exceptions")"
  # shellcheck disable=SC2034 # for the caller
  docker_changed=$changed
  put_file "$units/amazon-ssm-agent.service.d/override.conf" 600 \
    "$(proxy_unit http_proxy "$url" https_proxy "$url" no_proxy "169.254.169.254${2:+,$2}")"
  # shellcheck disable=SC2034 # for the caller
  ssm_changed=$changed
}

# put_dnf_proxy HOST:PORT: sets the proxy of dnf.
put_dnf_proxy() {
  local file=${ROOT:-}/etc/dnf/dnf.conf
  sed --in-place '/^proxy[[:space:]]*=/d' "$file"
  sed --in-place "/^\[main\]/a proxy=http://$1" "$file"
}

# proxy_unit NAME VALUE …: prints a drop-in. systemd expands %, so it is escaped.
proxy_unit() {
  printf '[Service]\n'
  while [[ $# -gt 0 ]]; do
    printf 'Environment="%s=%s"\n' "$1" "${2//%/%%}"
    shift 2
  done
}
