# shellcheck shell=bash
# shellcheck disable=SC2154 # payload is of recipe.sh
# Removes what paths.json says that clean-up removes. ROOT is for tests.

# clean_paths: removes everything except scratch folders.
clean_paths() {
  local entries entry action pattern except
  lines entries cleanups
  for entry in "${entries[@]}"; do
    IFS=$'\t' read -r action pattern except <<<"$entry"
    [[ $action != delete-last ]] || continue
    clean_pattern "$action" "$pattern" "$except"
    say "clean: $action $pattern"
  done
}

# clean_scratch: removes what the scripts of the bake used, including the recipe.
clean_scratch() {
  local entries entry action pattern except
  lines entries cleanups
  for entry in "${entries[@]}"; do
    IFS=$'\t' read -r action pattern except <<<"$entry"
    [[ $action == delete-last ]] || continue
    clean_pattern delete-content "$pattern" "$except"
    say "clean: delete-content $pattern"
  done
}

# cleanups: prints one line for each path: action, pattern, and the folders to keep, separated by spaces.
cleanups() {
  jq --raw-output '.[] | select(.cleanup) | . as $entry | .paths[]
    | [$entry.cleanup, ., ($entry.except // [] | join(" "))] | join("\t")' "$payload/files/bake/paths.json"
}

clean_pattern() {
  local path
  while IFS= read -r -d '' path; do
    case $1 in
      empty) truncate --size=0 "$path" ;;
      delete-unless-link) [[ -L $path ]] || rm --force "$path" ;;
      delete) rm --recursive --force "$path" ;;
      delete-content) delete_content "$path" "$3" ;;
      delete-files) delete_files "$path" ;;
    esac
  done < <(existing "$2")
}

# existing PATTERN: prints the paths that match, each ended by NUL. `~` is every home folder.
existing() {
  local IFS='' path folder folders=("${ROOT:-}")
  # shellcheck disable=SC2088 # a pattern of the list
  if [[ $1 == '~/'* ]]; then
    folders=("${ROOT:-}"/root/ "${ROOT:-}"/home/*/)
  fi
  for folder in "${folders[@]}"; do
    # Not quoted: a pattern.
    for path in $folder${1#\~/}; do
      [[ ! -e $path && ! -L $path ]] || printf '%s\0' "$path"
    done
  done
}

# delete_content FOLDER KEPT: deletes the content, including hidden files, on the same file system, but not the folder.
delete_content() {
  local kept=() folder
  for folder in $2; do
    kept+=(-not -path "${ROOT:-}$folder*")
  done
  find "$1" -xdev -mindepth 1 -not -type d "${kept[@]}" -delete
  find "$1" -xdev -mindepth 1 -type d -empty -delete
}

# delete_files FOLDER: deletes the files in it, but neither folders nor the project's files.
delete_files() {
  local own=() targets target
  lines targets setting '.files[].target'
  for target in "${targets[@]}"; do
    [[ ! -e ${ROOT:-}$target ]] || own+=(-not -samefile "${ROOT:-}$target")
  done
  find "$1" -xdev -type f "${own[@]}" -delete
}
