# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shares its variables with first-run, which sources it
# First half of the first run: writes the instance's settings to files.

# Reads the instance's settings; the defaults are baked into the image.
read_settings() {
  local requested
  if [[ $from_environment == yes ]]; then
    requested=$(env | grep --extended-regexp '^(ECS_[A-Z0-9_]*|STACK_NAME|AUTOSCALING_GROUP|AWS_DEFAULT_REGION|PROXY_URL|NO_PROXY|FIRST_RUN_TIMEOUT|CAPACITY_PROVIDER|WAIT_CONDITION)=') || true
  else
    requested=$(read_pairs "$instance_file" | merge_pairs)
  fi
  given=$requested
  stack=$(value_of STACK_NAME <<<"$given")
  group=$(value_of AUTOSCALING_GROUP <<<"$given")
  region=$(value_of AWS_DEFAULT_REGION <<<"$given")
  provider=$(value_of CAPACITY_PROVIDER <<<"$given")
  wait_condition=$(value_of WAIT_CONDITION <<<"$given")
  time_limit=$(value_of FIRST_RUN_TIMEOUT <<<"$given")
  time_limit=${time_limit:-$(baked '.firstRun.timeoutSeconds // 600')}
  [[ $time_limit =~ ^[1-9][0-9]{0,5}$ ]] || fail "FIRST_RUN_TIMEOUT is \"$time_limit\", not a number of seconds"
  deadline=$((SECONDS + time_limit))

  proxy=$(value_of PROXY_URL <<<"$given")
  proxy=$(proxy_address "${proxy:-$(baked '.proxy.url // empty')}")
  [[ ! $proxy || $proxy =~ :[0-9]+$ ]] || fail "PROXY_URL has no port: $proxy"
  no_proxy_additions=$(printf '%s,%s' "$(value_of NO_PROXY <<<"$given")" \
    "$(baked '(.proxy.noProxy // []) | join(",")')" | sed 's/^,*//; s/,*$//')
}

baked() { jq --raw-output "$1" "$defaults_file"; }

# Merges baked defaults, the existing file and user data; later ones override earlier ones.
write_ecs_config() {
  stage=configuration
  local merged
  merged=$({
    baked '(.agent // {}) | to_entries[] | "\(.key)=\(.value)"'
    read_pairs "$ecs_config"
    grep '^ECS_' <<<"$given" || true
    if [[ $proxy ]]; then
      proxy_pairs "$proxy" "$no_proxy_additions"
    fi
  } | merge_pairs)
  cluster=$(value_of ECS_CLUSTER <<<"$merged")
  [[ $cluster ]] || fail 'ECS_CLUSTER is not set'
  put_file "$ecs_config" 600 "$merged"
  config_changed=$changed
  say "cluster $cluster; ecs.config has $(cut --delimiter='=' --fields=1 "$ecs_config" | paste --serial --delimiters=' ')"
}

write_proxy() {
  stage=proxy
  docker_changed=no
  [[ $proxy ]] || return 0
  put_proxy_units "$proxy" "$no_proxy_additions"
  put_dnf_proxy "$proxy"
  put_file "$cloudwatch/etc/common-config.toml" 644 "$(log_proxy_configuration "$proxy" "$no_proxy_additions")"
  systemctl daemon-reload
  if [[ $ssm_changed == yes ]]; then
    systemctl try-restart --no-block amazon-ssm-agent.service || true
  fi
  say "proxy $proxy; never for $never_through_proxy${no_proxy_additions:+,$no_proxy_additions}"
}

identify_instance() {
  stage=metadata
  instance_id=$(metadata instance-id 2>&1) || fail "the instance metadata service does not respond: $instance_id"
  region=${region:-$(metadata placement/region)}
}

# With agent state in the image, the agent would restore the build instance's registration and not register this one.
refuse_foreign_agent_state() {
  local known=$state_folder/instance-id booted
  stage=agent-state
  if [[ -f $agent_state && $(cat "$known" 2>/dev/null) != "$instance_id" ]]; then
    booted=$(date --date="$(TZ=UTC systemctl show --property=UserspaceTimestamp --value)" +%s)
    if [[ $(stat --format=%Y "$agent_state") -lt $booted ]]; then
      fail "the image contains the ECS agent state of another instance: $agent_state"
    fi
  fi
  put_file "$known" 644 "$instance_id"
}

# A failure is only reported: an instance without logs can still join its cluster.
start_log_agent() {
  stage=logs
  local configuration=/etc/packer-ecs/cloudwatch-agent.json prefix answer
  if [[ $(jq '(.groups | length) + (.files | length) + (.metrics | length)' "$logs_file") -eq 0 ]]; then
    return
  fi
  prefix=$(log_prefix "$stack" "$group" "$cluster" "$(baked .image)")
  put_file "$configuration" 644 "$(log_configuration "$logs_file" "$prefix" "$region")"
  if [[ $changed == no && $(unit_state amazon-cloudwatch-agent.service) == active ]]; then
    return
  fi
  if answer=$(load_logs "$configuration" -s 2>&1); then
    say "logs: $prefix/var/log/…, stream $instance_id"
  else
    say "logs: the CloudWatch agent did not start: $(tail --lines=3 <<<"$answer" | paste --serial --delimiters=' ')"
  fi
}
