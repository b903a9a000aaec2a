#!/usr/bin/env bash
# run.sh INDEX SCRIPT [NAME=VALUE…] [-- ARGUMENT…]: runs a script of the bake, a name in the payload's scripts folder.
# Marks where the script begins, each line that it prints, and where it ends: packer-ecs reads the marks from Packer's
# output (src/packer/marks.ts), so that nothing that a script prints is taken for a message of Packer.
# All code is in functions, because clean-up deletes this file while it runs.
set -Eeuo pipefail

payload=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
readonly payload running=$payload/running
# Seconds that a process can keep the output open after the script has ended.
readonly patience=${PATIENCE:-10}

main() {
  local index=$1 name=$2 status=0 fault=''
  shift 2
  cd /
  local environment=()
  while [[ $# -gt 0 && $1 != -- ]]; do
    environment+=("$1")
    shift
  done
  await_boot
  blame_interrupted
  printf '%s' "$index" >"$running"
  printf 'packer-ecs> %s\n' "$index"
  run "$payload/scripts/$name" "${@:2}"
  if is_shutting_down; then
    fault=reboot
  fi
  # A hardening script may mount /var/tmp: the next script would be blamed. The recipe's last one deletes the folder.
  if [[ ! -d $payload/files && $name != *-finish.sh ]]; then
    fault=hidden
  fi
  if [[ $fault && $status -eq 0 ]]; then
    status=1
  fi
  rm --force "$running"
  # The script may have ended within a line.
  printf '\npacker-ecs< %s %s %s\n' "$index" "$status" "$fault"
  exit "$status"
}

# run SCRIPT [ARGUMENT…]: through its interpreter, because the folder may be mounted noexec. Sets `status` and `fault`.
run() {
  local script=$1 line interpreter option pipe filter
  IFS= read -r line <"$script" || true
  line=${line%$'\r'}
  read -r interpreter option <<<"${line#'#!'}"
  exec 3> >(mark_lines)
  filter=$!
  pipe=$(readlink /proc/self/fd/3)
  env "${environment[@]}" "$interpreter" ${option:+"$option"} "$script" "${@:2}" </dev/null >&3 2>&1 3>&- || status=$?
  exec 3>&-
  await_end "$filter" && return
  fault=background
  say 'error: these processes still run and keep the output of the script open:'
  holders "$pipe" "$filter"
  kill "$filter"
}

# Like Packer, keeps only what is after the last carriage return of a line: progress bars redraw their line.
mark_lines() { LC_ALL=C exec sed --unbuffered -e 's/\r*$//' -e 's/.*\r//' -e 's/^/packer-ecs| /'; }

say() { printf '\npacker-ecs| %s\n' "$*"; }

# await_end PROCESS: the output ends a moment after the script, so short looks save time in every script.
await_end() {
  local looks
  for ((looks = patience * 100; looks > 0; looks--)); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.01
  done
  return 1
}

# holders PIPE EXCEPT: prints the processes that have the pipe open.
holders() {
  local pid pattern=${1//[/\\[}
  # Processes that end meanwhile make find fail.
  { find /proc/[0-9]*/fd -maxdepth 1 -lname "${pattern//]/\\]}" 2>/dev/null || true; } |
    cut --delimiter=/ --fields=3 | sort --unique |
    while IFS= read -r pid; do
      [[ $pid == "$2" ]] || say "process $pid: $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null || true)"
    done
}

# After scripts/reboot.sh.
await_boot() {
  [[ -e $payload/restarting ]] || return 0
  timeout 300 systemctl is-system-running --wait >/dev/null || true
  rm --force "$payload/restarting"
}

# A script that ran when the connection broke is to blame, not the next one.
blame_interrupted() {
  [[ -e $running ]] || return 0
  printf 'packer-ecs< %s 1 reboot\n' "$(<"$running")"
  exit 1
}

# Every kind of shutdown waits for shutdown.target.
is_shutting_down() {
  [[ -e /run/systemd/shutdown/scheduled ]] ||
    systemctl list-jobs --no-legend 2>/dev/null | grep --quiet ' shutdown\.target  *start '
}

main "$@"
