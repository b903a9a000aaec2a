# shellcheck shell=bash

# version_at_least VERSION MINIMUM: compares dotted version numbers.
version_at_least() { printf '%s\n%s\n' "$2" "$1" | sort --version-sort --check=quiet; }
