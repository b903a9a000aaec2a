# shellcheck shell=bash

# lines ARRAY COMMAND…: fills the array with the lines that the command prints. Returns the exit status of the command,
# which a loop that reads its output does not see.
lines() {
  mapfile -t "$1" < <("${@:2}")
  wait "$!"
}
