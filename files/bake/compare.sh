# shellcheck shell=bash
# shellcheck disable=SC2154 # payload is of recipe.sh
# Comparisons of what the settings ask for with what the image has.

# has_package SPEC: SPEC is what dnf installs: a name, NAME-VERSION, NAME.ARCH, or a file or capability.
has_package() {
  rpm --query "$1" || rpm --query --whatprovides "$1"
}

# asked_part ASKED FOUND: prints, as canonical JSON, the part of the JSON file FOUND that the object in the JSON file ASKED sets.
# Values that FOUND has in addition, for example of the base AMI, do not count.
asked_part() {
  jq --sort-keys --compact-output --slurpfile asked "$1" '
    def part($asked):
      if ($asked | type) == "object" and type == "object"
      then . as $found | $asked | with_entries(.key as $key | .value as $value | .value = ($found[$key] | part($value)))
      else .
      end;
    part($asked[0])' "$2"
}

# check_files FILTER: compares the project's files of settings.json that pass the jq filter with those of the image.
check_files() {
  local files file target owner
  lines files setting ".files[] | $1 | tojson"
  for file in "${files[@]}"; do
    target=$(jq --raw-output .target <<<"$file")
    owner=$(jq --raw-output .owner <<<"$file")
    expect_success "file-$target" same_file "$payload/$(jq --raw-output .source <<<"$file")" "$target"
    expect "file-mode-$target" "$(jq --raw-output .mode <<<"$file") $owner" "$(mode_and_owner "$target" "$owner")"
  done
}

# same_file SOURCE TARGET
same_file() {
  cmp --silent "$1" "$2" && return
  printf 'the AMI has another file, or none. If a script changes or deletes it, set "check: false"\n'
  return 1
}

# mode_and_owner FILE OWNER: prints four octal digits, and USER:GROUP as OWNER writes each of them: as a name or a number.
mode_and_owner() {
  local user=%U group=%G mode
  [[ ! ${2%%:*} =~ ^[0-9]+$ ]] || user=%u
  [[ ! ${2##*:} =~ ^[0-9]+$ ]] || group=%g
  mode=$(stat --format=%a "$1")
  printf '%04d %s\n' "$((10#$mode))" "$(stat --format="$user:$group" "$1")"
}
