#!/usr/bin/env bash
# instance.sh: runs on the instance of a verification at each boot, after the first run. Checks the instance from inside
# and writes one marked line per result to the console (src/verify/console.ts reads them). Own check scripts are in the
# folder "own" beside this file; they run at the first boot only, because each has to pass once.
set -uo pipefail
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8

folder=$(dirname "$(readlink --canonicalize "$0")")
boot=$(</proc/sys/kernel/random/boot_id)
readonly folder boot defaults=/etc/packer-ecs/defaults.json
lines=()

main() {
  report_facts
  local first
  first=$(cat "$folder/first-boot" 2>/dev/null || printf '%s' "$boot")
  printf '%s' "$first" >"$folder/first-boot"
  if [[ $first == "$boot" ]]; then
    check_units
    check_docker
    check_volumes
    check_time
    run_own
  fi
  add "$(jq --null-input '{kind: "end"}')"
  # A kernel message can split a line of the console, so each line is written twice.
  write
  write
}

# The kernel is the one that boots; the running one of a container is not the instance's.
report_facts() {
  local kernel
  kernel=$(grubby --default-kernel 2>/dev/null)
  kernel=${kernel##*/vmlinuz-}
  add "$(jq --null-input --arg kernel "${kernel:-$(uname --kernel-release)}" \
    --arg docker "$(rpm --query --queryformat='%{VERSION}' docker 2>/dev/null)" \
    --arg agent "$(rpm --query --queryformat='%{VERSION}' ecs-init 2>/dev/null)" \
    '{kind: "facts", $kernel, $docker, $agent}')"
}

check_units() {
  local failed
  failed=$(systemctl list-units --state=failed --no-legend --plain 2>/dev/null | awk '{ print $1 }' | paste --serial --delimiters=' ')
  result units "$failed" "failed units: $failed"
}

check_docker() {
  local state
  state=$(systemctl is-active docker.service)
  result docker "$([[ $state == active ]] || printf no)" "docker.service is $state"
}

# Every volume of the recipe is mounted where the AMI says.
check_volumes() {
  local label mount_point wrong=()
  while read -r label mount_point; do
    [[ $(findmnt --noheadings --raw --output LABEL --mountpoint "$mount_point") == "$label" ]] ||
      wrong+=("$mount_point")
  done < <(jq --raw-output '(.dataVolume // empty), (.volumes // [])[] | "\(.label) \(.mountPoint)"' "$defaults" 2>/dev/null)
  result mounts "${wrong[*]}" "not mounted with its label: ${wrong[*]}"
}

check_time() {
  local state
  state=$(systemctl is-active chronyd.service)
  result time "$([[ $state == active ]] || printf no)" "chronyd.service is $state"
}

run_own() {
  local script name output status
  for script in "$folder"/own/*; do
    [[ -f $script ]] || continue
    name=$(basename "$script")
    status=0
    output=$(cd / && timeout 120 "$script" </dev/null 2>&1) || status=$?
    result "own:$name" "$([[ $status -eq 0 ]] || printf no)" "exit status $status: $(tail --lines=3 <<<"$output" | paste --serial --delimiters=' ')"
  done
}

# result NAME FAULT DETAIL: a check passed if FAULT is empty.
result() {
  add "$(jq --null-input --ascii-output --arg name "$1" --arg fault "$2" --arg detail "${3:0:300}" \
    '{kind: "check", $name, ok: ($fault == ""), detail: (if $fault == "" then "" else $detail end)}')"
}

add() { lines+=("$(jq --compact-output --ascii-output --arg boot "$boot" '{$boot} + .' <<<"$1")"); }

write() { printf '\nPACKER-ECS-VERIFY %s\n' "${lines[@]}" >/dev/console; }

main
