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

# cluster_with PROVIDER CLUSTER REGION PROXY NO_PROXY: succeeds if the capacity provider is associated with the cluster.
# Prints the error if the call fails.
cluster_with() {
  local through=() answer
  if [[ $4 ]]; then
    through=("HTTPS_PROXY=http://$4" "NO_PROXY=$never_through_proxy${5:+,$5}")
  fi
  if ! answer=$(timeout 30 env "${through[@]}" aws ecs describe-clusters --clusters "$2" --include ATTACHMENTS \
    --region "$3" --output json 2>&1); then
    printf '%s\n' "${answer//$'\n'/ }"
    return 1
  fi
  jq --exit-status --arg provider "$1" '.clusters[0]
    | (.capacityProviders // [] | index($provider) != null) and (.attachmentsStatus // "" | test("IN_PROGRESS") | not)' \
    <<<"$answer" >/dev/null
}

# registered_cluster: prints the name of the cluster; nothing until the agent has registered.
registered_cluster() {
  local answer
  answer=$(curl --noproxy '*' --silent --fail --max-time 1 http://localhost:51678/v1/metadata) || return 0
  jq --raw-output '.Cluster // empty | split("/") | last' <<<"$answer" 2>/dev/null || true
}
