#!/usr/bin/env bash
# build.sh PACKAGES OVERLAY: builds the two directories if they are missing. Runs under a lock, so a folder with the name
# *.partial is left behind by an interrupted build.
set -Eeuo pipefail
# Users of a machine read its tree; the folder around it is closed to users of the host.
umask 022

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
