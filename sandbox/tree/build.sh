#!/usr/bin/env bash
# build.sh PACKAGES OVERLAY: makes the two directories that are missing. Runs under a lock, so a folder with
# another name than a finished one's is what a builder that died left behind.
set -Eeuo pipefail

packages=$1
overlay=$2
source_folder=$(dirname "$(readlink -f "$0")")
rm -rf "$(dirname "$packages")"/*.partial*

if [[ ! -d $packages ]]; then
  "$source_folder/build-packages.sh" "$packages.partial"
  mv "$packages.partial" "$packages"
fi
if [[ ! -d $overlay ]]; then
  "$source_folder/build-overlay.sh" "$packages" "$overlay.partial"
  mv "$overlay.partial" "$overlay"
fi
