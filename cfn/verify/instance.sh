#!/usr/bin/env bash
# instance.sh RUN SECONDS
#
# Runs on the instance of a verification at each boot, after the first run. Checks the instance from inside and writes
# one marked line per result to the console (src/verify/console.ts reads them). The own check scripts are in the folder
# "own" beside this file; they run at the first boot only, each for at most SECONDS.
set -uo pipefail
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8

folder=$(dirname "$(readlink --canonicalize "${BASH_SOURCE[0]}")")
boot=$(</proc/sys/kernel/random/boot_id)
readonly folder boot
console=/dev/console
defaults=/etc/packer-ecs/defaults.json
logs=/etc/packer-ecs/logs.json
lines=()
reported=()

main() {
  readonly run=$1 own_seconds=$2
  count_boot
  report_facts
  check_units
  check_docker
  check_volumes
  check_time
  if [[ $number -eq 1 ]]; then
    run_own
  fi
  report_end
}

# The number of this boot: an instance that restarts by itself reports a second one too early.
count_boot() {
  grep --quiet --no-messages --line-regexp --fixed-strings "$boot" "$folder/boots" || printf '%s\n' "$boot" >>"$folder/boots"
  sync
  number=$(wc --lines <"$folder/boots")
}

# The kernel is the one that boots; the running one of a container is not the instance's.
report_facts() {
  local kernel container_instance sent
  sent=$(jq --compact-output '{groups: (.groups // []), files: [(.files // [])[].path]}' "$logs" 2>/dev/null)
  kernel=$(grubby --default-kernel 2>/dev/null)
  kernel=${kernel##*/vmlinuz-}
  container_instance=$(curl --silent --max-time 5 --noproxy '*' http://127.0.0.1:51678/v1/metadata | jq --raw-output '.ContainerInstanceArn // empty' 2>/dev/null)
  report "$(jq --null-input --arg kernel "${kernel:-$(uname --kernel-release)}" \
    --arg docker "$(rpm --query --queryformat='%{VERSION}' docker 2>/dev/null)" \
    --arg agent "$(rpm --query --queryformat='%{VERSION}' ecs-init 2>/dev/null)" \
    --arg containerInstance "$container_instance" --argjson logs "${sent:-null}" \
    '{kind: "facts", $kernel, $docker, $agent, $containerInstance, $logs}')"
}

check_units() {
  local failed
  failed=$(systemctl list-units --state=failed --no-legend --plain 2>/dev/null | awk '{ print $1 }' | paste --serial --delimiters=' ') ||
    failed='unknown, because systemctl fails'
  result units "$failed" "failed units: $failed"
}

check_docker() {
  local state
  state=$(systemctl is-active docker.service)
  result docker "$([[ $state == active ]] || printf no)" "docker.service is $state"
}

# Every volume of the recipe is mounted where the AMI says.
check_volumes() {
  local volumes label mount_point wrong=()
  volumes=$(jq --raw-output '(.dataVolume // empty), (.volumes // [])[] | "\(.label) \(.mountPoint)"' "$defaults" 2>/dev/null) ||
    wrong+=("unknown, because $defaults cannot be read")
  while read -r label mount_point; do
    [[ -z $label || $(findmnt --noheadings --raw --output LABEL --mountpoint "$mount_point") == "$label" ]] ||
      wrong+=("$mount_point")
  done <<<"$volumes"
  result mounts "${wrong[*]-}" "not mounted with its label: ${wrong[*]-}"
}

check_time() {
  local state
  state=$(systemctl is-active chronyd.service)
  result time "$([[ $state == active ]] || printf no)" "chronyd.service is $state"
}

run_own() {
  local script status
  for script in "$folder"/own/*; do
    [[ -f $script ]] || continue
    status=0
    run_limited "$script" || status=$?
    result "own:${script##*/}" "$([[ $status -eq 0 ]] || printf no)" \
      "exit status $status: $(tail --lines=3 "$folder/output" | paste --serial --delimiters=' ')"
  done
}

# Keeps the start of the output in the file "output". A process that the script leaves behind keeps the pipe open, so
# nothing waits for its end.
run_limited() {
  local reader status=0
  rm --force "$folder/pipe"
  mkfifo "$folder/pipe"
  {
    head --bytes=65536 >"$folder/output"
    cat >/dev/null
  } <"$folder/pipe" >/dev/null 2>&1 &
  reader=$!
  (cd / && exec timeout --kill-after=5 "$own_seconds" "$1" </dev/null >"$folder/pipe" 2>&1) || status=$?
  timeout 2 tail --pid="$reader" --sleep-interval=0.1 --follow /dev/null
  return "$status"
}

# result NAME FAULT DETAIL: a check passed if FAULT is empty.
result() {
  report "$(jq --null-input --ascii-output --arg name "$1" --arg fault "$2" --arg detail "${3:0:300}" \
    '{kind: "check", $name, ok: ($fault == ""), detail: (if $fault == "" then "" else $detail end)}')" &&
    reported+=("$1")
}

# The names of the checks are in it: a check that is missing there has not run.
report_end() {
  # A kernel message can split a line of the console, so each line is written twice.
  write "${lines[@]}"
  local ends
  ends=$(printf '%s\n' "${reported[@]}" | jq --raw-input --slurp '{kind: "end", checks: (split("\n") | map(select(. != "")))}')
  report "$ends"
  report "$ends"
}

# report OBJECT: fails if the object is empty or no JSON.
report() {
  local line
  line=$(jq --compact-output --ascii-output --arg run "$run" --arg boot "$boot" --argjson number "$number" \
    '{$run, $boot, $number} + .' <<<"$1") && [[ $line ]] || return 1
  lines+=("$line")
  write "$line"
}

write() { printf '\nPACKER-ECS-VERIFY %s\n' "$@" >>"$console"; }

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  main "$@"
fi
