# shellcheck shell=bash

# version_at_least VERSION LEAST: dotted numbers, compared number by number.
version_at_least() { printf '%s\n%s\n' "$2" "$1" | sort --version-sort --check=quiet; }
