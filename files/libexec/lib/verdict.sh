# shellcheck shell=bash
# The verdict: one line with the result of the first run. A signal to CloudFormation has no reason.

# verdict_line RESULT STAGE REASON CLUSTER: prints the verdict, with evidence from standard input. ASCII, for a console.
verdict_line() {
  local verdict
  verdict=$(tail --lines=12 | jq --null-input --raw-input --compact-output --ascii-output \
    --arg result "$1" --arg stage "$2" --arg reason "$3" --arg cluster "$4" \
    '{schemaVersion: 1, $result, $stage, $reason, $cluster, lastLines: [inputs | .[0:240]]}')
  printf 'PACKER-ECS-FIRST-RUN %s\n' "$verdict"
}

# evidence_of SOURCE…: prints the last lines of log files and, for names ending in .service, of units.
evidence_of() {
  local source
  for source in "$@"; do
    if [[ $source == *.service ]]; then
      journal_of "$source" || true
    elif [[ -f $source ]]; then
      tail --lines=8 "$source"
    fi
  done
}

# journal_of UNIT: prints the last messages of its processes or, if there are none, those of systemd about it.
journal_of() {
  local options=(--boot --lines=8 --no-pager --quiet --output=cat) said
  said=$(journalctl "${options[@]}" _SYSTEMD_UNIT="$1")
  if [[ $said ]]; then
    printf '%s\n' "$said"
  else
    journalctl "${options[@]}" --unit="$1"
  fi
}
