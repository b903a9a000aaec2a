#!/usr/bin/env bash
# build-packages.sh TARGET: extracts Debian's packages into TARGET.
# Maintainer scripts do not run, which halves the time. This script (C library cache, compiled Python) and the overlay
# (users, units, configuration) do the necessary parts of their work.
set -Eeuo pipefail

target=$1
source_folder=$(dirname "$(readlink -f "$0")")
packages=$(grep --invert-match --extended-regexp '^(#|$)' "$source_folder/packages.txt" | paste --serial --delimiters=,)

# Merge /usr before the first package is extracted, because packages contain files in /bin and /lib.
# shellcheck disable=SC2016 # expanded by the shell that mmdebstrap starts
merge_usr='for name in bin sbin lib lib64; do mkdir -p "$1/usr/$name" && ln -s "usr/$name" "$1/$name"; done'

mmdebstrap \
  --variant=extract --format=directory --skip=check/empty \
  --aptopt='Acquire::Languages "none"' \
  --aptopt='Acquire::Queue-Mode "host"' \
  --setup-hook="$merge_usr" \
  --include="$packages" \
  bookworm "$target"

# Remove files afterwards: mmdebstrap's path-exclude filters every archive in Python, which takes longer than it saves.
rm -rf "$target"/usr/share/{doc,info,locale,man,i18n,perl} "$target"/usr/sbin/{dnet,ovrouter} "$target"/var/cache/*
# mmdebstrap copies these two from the host.
rm -f "$target"/etc/{hostname,resolv.conf}

echo '-- compile Python modules'
chroot "$target" /usr/sbin/ldconfig
chroot "$target" /usr/bin/python3 -m compileall -q -j 2 /usr/lib/python3 /usr/lib/python3.11 || true
