# shellcheck shell=bash
# shellcheck disable=SC2154 # payload and settings are of recipe.sh
# Finds what your scripts leave that instances of the AMI do not have. Needs recipe.sh, clean.sh and registry.sh. ROOT is for tests.

# remember_watched FOLDER: writes the state of what is watched before your scripts.
remember_watched() {
  watched_files >"$1/watched-files"
  unneeded_images >"$1/watched-images"
}

# lost FOLDER: prints a JSON list of {what, hint}: what changed since remember_watched.
lost() {
  {
    watched_files | not_in "$1/watched-files" |
      jq --raw-input --compact-output 'split("\t") | {what: "what your scripts wrote to \(.[1])", hint: .[2]}' &&
      lost_images "$1/watched-images"
  } | jq --slurp --compact-output unique
}

# watched_files: prints the checksum, path and hint of each file that is not empty, separated by tabs.
watched_files() {
  local entries entry pattern hint path file sum
  # shellcheck disable=SC2016 # a variable of jq
  lines entries jq --raw-output '.[] | select(.watched) | .hint as $hint | .paths[] | [., $hint] | join("\t")' \
    "$payload/files/bake/paths.json" || return
  for entry in "${entries[@]}"; do
    IFS=$'\t' read -r pattern hint <<<"$entry"
    while IFS= read -r -d '' path; do
      while IFS= read -r -d '' file; do
        sum=$(sha256sum <"$file")
        file=${file#"${ROOT:-}"}
        printf '%s\t%s\t%s\n' "${sum%% *}" "${file//[$'\t\n']/?}" "$hint"
      done < <(find "$path" -type f -size +0 -print0)
    done < <(existing "$pattern")
  done
}

# lost_images FILE: prints {what, hint} for each image that clean-up removes and that is not in FILE.
lost_images() {
  local images id name
  lines images setting '.containerImages[]' || return
  while IFS= read -r id; do
    name=$(docker image inspect --format '{{join .RepoTags " "}}' "$id")
    jq --null-input --compact-output --arg name "${name:-$id}" \
      '{what: "the container image \($name)", hint: "Use \"containerImages\"."}'
  done < <(unneeded_images "${images[@]}" | not_in "$1")
}

# not_in FILE: prints the lines that FILE does not have.
not_in() { grep --invert-match --line-regexp --fixed-strings --file="$1" || true; }
