# shellcheck shell=bash
# Assertions. A failed one does not stop the script; `conclude` reports all failures.

failures=()

# expect NAME EXPECTED FOUND
expect() {
  if [[ $2 == "$3" ]]; then
    printf 'ok   %s %s\n' "$1" "$3"
  else
    printf 'FAIL %s: expected "%s", found "%s"\n' "$1" "$2" "$3"
    failures+=("$1")
  fi
}

# expect_success NAME COMMAND…
expect_success() {
  local name=$1 answer
  shift
  if answer=$("$@" 2>&1); then
    printf 'ok   %s\n' "$name"
  else
    printf 'FAIL %s: expected "%s" to succeed, found "%s"\n' "$name" "$*" "${answer//$'\n'/ }"
    failures+=("$name")
  fi
}

# conclude: exits with an error if assertions failed, and lists them.
conclude() {
  if [[ ${#failures[@]} -gt 0 ]]; then
    printf 'error: failed checks: %s\n' "${failures[*]}" >&2
    exit 1
  fi
}
