# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shares its variables with first-run, which sources it
# Second half of the first run: waits for the agent's dependencies, then starts the agent and waits for it.

await_volumes() {
  stage=data-volume
  local volumes volume label mount_point unit
  mapfile -t volumes < <(baked '(.dataVolume // empty), .volumes[] | "\(.label) \(.mountPoint)"')
  # The exit status of the list: bash does not look at it by itself.
  wait "$!"
  for volume in "${volumes[@]}"; do
    read -r label mount_point <<<"$volume"
    unit=$(systemd-escape --path --template=packer-ecs-data-volume@.service "$mount_point")
    await_unit "$unit" "no volume with the label $label is mounted on $mount_point"
    mountpoint --quiet "$mount_point" || fail "$mount_point is not mounted" "$unit"
    say "volume: $(findmnt --noheadings --output SOURCE,FSTYPE,SIZE,TARGET --mountpoint "$mount_point" | tr --squeeze-repeats ' ')"
  done
}

await_docker() {
  stage=docker
  if [[ $docker_changed == yes && $(unit_state docker.service) != inactive ]]; then
    systemctl restart --no-block docker.service
  fi
  await_unit docker.service 'Docker is not running'
}

# await_unit UNIT COMPLAINT: waits until it is active. Starts an inactive unit once more: a volume may attach late.
await_unit() {
  local asked=no
  while :; do
    case $(unit_state "$1") in
      active) return ;;
      failed | inactive)
        if [[ $asked == yes ]] || ! systemctl start --no-block "$1" 2>/dev/null; then
          fail "$2: $(unit_story "$1")" "$1"
        fi
        asked=yes
        ;;
    esac
    in_time || fail "$2 after $time_limit s: $(unit_story "$1")" "$1"
    sleep 0.5
  done
}

await_proxy() {
  stage=proxy
  [[ $proxy ]] || return 0
  local patience=$((SECONDS + 30))
  until proxy_answers "$proxy"; do
    if ! in_time || [[ $SECONDS -ge $patience ]]; then
      fail "the proxy $proxy does not respond"
    fi
    sleep 1
  done
}

# A container instance does not belong to a capacity provider that is associated with the cluster after it has registered.
# One that has joined does not register again after a reboot, so it does not wait.
await_capacity_provider() {
  stage=capacity-provider
  [[ $provider && $(cat "$joined_file" 2>/dev/null) != "$instance_id" ]] || return 0
  local answer
  until answer=$(cluster_with "$provider" "$cluster" "$region" "$proxy" "$no_proxy_additions"); do
    in_time || fail "the cluster \"$cluster\" does not have the capacity provider \"$provider\" after $time_limit s${answer:+: $answer}"
    sleep 2
  done
  say "capacity provider: $provider"
}

start_registration() {
  stage=agent
  if [[ $config_changed == yes && $(unit_state ecs.service) != inactive ]]; then
    # It would still report the cluster of the old configuration.
    timeout 60 systemctl stop ecs.service
  fi
  start_agent
  say "agent: started; it has $((deadline - SECONDS)) s to register"
}

await_registration() {
  local joined
  while :; do
    joined=$(registered_cluster)
    if [[ $joined == "${cluster##*/}" ]]; then
      return
    elif [[ $joined ]]; then
      stage=cluster
      fail "the instance joined the cluster \"$joined\" instead of \"$cluster\"" "${agent_logs[@]}"
    fi
    case $(unit_state ecs.service) in
      failed | inactive) fail "the ECS agent is not running: $(unit_story ecs.service)" ecs.service "${agent_logs[@]}" ;;
    esac
    in_time || fail "the ECS agent has not registered within $time_limit s: $(unit_story ecs.service)" \
      ecs.service "${agent_logs[@]}"
    sleep 0.5
  done
}

in_time() { [[ $SECONDS -lt $deadline ]]; }
