# shellcheck shell=bash
# The systemd units of the ECS agent and Docker.

# unit_state UNIT: prints active, failed, inactive, or pending while systemd has a job for it.
unit_state() {
  local state job
  state=$(systemctl show --property=ActiveState --value "$1")
  job=$(systemctl show --property=Job --value "$1")
  if [[ ${job:-0} != 0 ]]; then
    state=pending
  fi
  case $state in
    active | failed | inactive) printf '%s\n' "$state" ;;
    *) printf 'pending\n' ;;
  esac
}

# unit_story UNIT: describes its state, for a verdict.
unit_story() {
  local ActiveState='' Result='' ExecMainStatus='' NRestarts='' LoadState='' property value
  while IFS='=' read -r property value; do
    printf -v "$property" '%s' "$value"
  done < <(systemctl show --property=ActiveState,Result,ExecMainStatus,NRestarts,LoadState "$1")
  if [[ $LoadState != loaded ]]; then
    printf '%s is %s\n' "$1" "$LoadState"
  else
    printf '%s is %s (result %s, exit status %s, %s restarts)\n' \
      "$1" "$ActiveState" "$Result" "$ExecMainStatus" "${NRestarts:-0}"
  fi
}

# start_agent: enables and starts ecs.service without waiting. With After=cloud-final.service it would never start while
# user data waits for it in cloud-final, so dependencies are ignored; Docker, the other one, already runs.
start_agent() {
  local mode=()
  if [[ $(systemctl show --property=ActiveState --value cloud-final.service) == activating ]]; then
    mode=(--job-mode=ignore-dependencies)
  fi
  systemctl enable --quiet ecs.service
  systemctl reset-failed ecs.service 2>/dev/null || true
  systemctl start --no-block "${mode[@]}" ecs.service
}

# registered_cluster: prints the name of the cluster; nothing until the agent has registered.
registered_cluster() {
  local answer
  answer=$(curl --noproxy '*' --silent --fail --max-time 1 http://localhost:51678/v1/metadata) || return 0
  jq --raw-output '.Cluster // empty | split("/") | last' <<<"$answer" 2>/dev/null || true
}
