# shellcheck shell=bash
# Reads, merges and writes KEY=value lines. Values are literal, as in ecs-init: split at the first `=`, without quotes
# and comments (docs/instance-facts.md, "Agent start").

# read_pairs FILE: prints its normalized KEY=value lines. Removes a pair of quotes around a value: for the ECS agent
# they would be part of the value.
read_pairs() {
  [[ -f $1 ]] || return 0
  local line key value
  while IFS= read -r line || [[ $line ]]; do
    line=${line%$'\r'}
    [[ $line =~ ^[[:space:]]*([A-Za-z_][A-Za-z0-9_]*)[[:space:]]*=(.*)$ ]] || continue
    key=${BASH_REMATCH[1]}
    value=${BASH_REMATCH[2]}
    if [[ $value =~ ^\"(.*)\"[[:space:]]*$ || $value =~ ^\'(.*)\'[[:space:]]*$ ]]; then
      value=${BASH_REMATCH[1]}
    fi
    printf '%s=%s\n' "$key" "$value"
  done <"$1"
}

# merge_pairs: removes duplicate keys from KEY=value lines on standard input: keeps the last value at the first position.
merge_pairs() {
  awk '{ split_at = index($0, "="); key = substr($0, 1, split_at - 1) }
    !(key in value) { order[++count] = key }
    { value[key] = substr($0, split_at + 1) }
    END { for (i = 1; i <= count; i++) print order[i] "=" value[order[i]] }'
}

# value_of KEY: prints its value in KEY=value lines on standard input; nothing when it is missing.
value_of() { awk -v prefix="$1=" 'index($0, prefix) == 1 { print substr($0, length(prefix) + 1); exit }'; }

# put_file TARGET MODE CONTENT: replaces TARGET atomically and sets `changed` to yes if its content differs.
put_file() {
  changed=no
  if [[ -f $1 && $(<"$1") == "$3" ]]; then
    return
  fi
  mkdir --parents "$(dirname "$1")"
  (
    umask 077
    printf '%s\n' "$3" >"$1.new"
  )
  chmod "$2" "$1.new"
  mv "$1.new" "$1"
  # shellcheck disable=SC2034 # for the caller
  changed=yes
}
