# shellcheck shell=bash
# shellcheck disable=SC2154 # shares its variables with first-run, which sources it
# How the first run ends, in every case.

# A subshell's failure is seen again by the shell that waits for it; that one tells.
on_error() {
  [[ $BASH_SUBSHELL -eq 0 ]] || exit 1
  fail "unexpected failure in $1"
}

# fail REASON EVIDENCE…: ends the run.
fail() {
  trap - ERR TERM INT
  local reason=$1
  shift
  finish failed "$reason" "$@"
}

# finish RESULT REASON EVIDENCE…: the verdict, the signal, the exit status.
finish() {
  set +e
  trap - ERR TERM INT
  local result=$1 reason=$2 line
  shift 2
  if [[ $result == joined ]]; then
    stage=joined
  fi
  line=$(evidence_of "$@" | verdict_line "$result" "$stage" "$reason" "$cluster")
  printf '%s\n' "$line" | tee --append "$log_file"
  printf '%s\n' "$line" 2>/dev/null >/dev/console
  tell_stack "$result"
  [[ $result == joined ]]
  exit
}

tell_stack() {
  local told=$state_folder/signalled answer
  if [[ $signalling == never || ! ${stack:-} || ! ${group:-} ]]; then
    return
  fi
  if [[ $signalling == once && $(cat "$told" 2>/dev/null) == "${instance_id:-} $1" ]]; then
    say "signal: $stack/$group knows already"
    return
  fi
  answer=$(signal_stack "$([[ $1 == joined ]] && echo true || echo false)" "$stack" "$group" "${region:-}" "$proxy")
  say "$answer"
  put_file "$told" 644 "${instance_id:-} $1"
}
