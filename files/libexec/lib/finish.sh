# shellcheck shell=bash
# shellcheck disable=SC2154 # shares its variables with first-run, which sources it
# The end of the first run, in every case.

# In a subshell only exits: the parent shell gets the same error and reports it.
on_error() {
  [[ $BASH_SUBSHELL -eq 0 ]] || exit 1
  fail "unexpected failure in $1"
}

# fail REASON EVIDENCE…: ends the run with a failure.
fail() {
  trap - ERR TERM INT
  local reason=$1
  shift
  finish failed "$reason" "$@"
}

# finish RESULT REASON EVIDENCE…: writes the verdict, signals the stack and exits.
finish() {
  set +e
  trap - ERR TERM INT
  local result=$1 reason=$2 line
  shift 2
  if [[ $result == joined ]]; then
    stage=joined
    put_file "$joined_file" 644 "$instance_id"
  fi
  line=$(evidence_of "$@" | verdict_line "$result" "$stage" "$reason" "$cluster")
  printf '%s\n' "$line" | tee --append "$log_file"
  printf '%s\n' "$line" 2>/dev/null >/dev/console
  report_to_stack "$result"
  [[ $result == joined ]]
  exit
}

report_to_stack() {
  local sent=$state_folder/signalled before resource
  if [[ $signalling == never || ! ${stack:-} || ! ${group:-} ]]; then
    return
  fi
  before=$(cat "$sent" 2>/dev/null)
  # A failure after a reboot does not concern the stack, which may be waiting for other instances.
  if [[ $signalling == once && ($before == "${instance_id:-} $1" || $before == "${instance_id:-} joined") ]]; then
    say "signal: already sent to $stack/$group"
    return
  fi
  # The one that does not wait now refuses the signal.
  for resource in "$group" ${wait_condition:+"$wait_condition"}; do
    say "$(signal_stack "$([[ $1 == joined ]] && echo true || echo false)" "$stack" "$resource" "${region:-}" "$proxy")"
  done
  put_file "$sent" 644 "${instance_id:-} $1"
}
