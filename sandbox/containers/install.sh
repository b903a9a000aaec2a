#!/usr/bin/env bash
# install.sh FOLDER: downloads Debian's packages and extracts their programs into FOLDER. Nothing is installed on the
# host, and no maintainer script runs: docker-registry's would start a service. Runs under a lock.
set -Eeuo pipefail
umask 022

folder=$1
source_folder=$(dirname "$(readlink -f "$0")")
programs=(usr/bin/{crun,docker-registry,skopeo,umoci} usr/sbin/haproxy)
mapfile -t packages < <(grep --invert-match --extended-regexp '^(#|$)' "$source_folder/packages.txt")

[[ ! -d $folder/bin ]] || exit 0
work=$folder.partial
rm -rf "$work"
mkdir -p "$work"/{archives,lists/partial,root,bin,lib,libexec}

apt() {
  apt-get --quiet --option APT::Sandbox::User=root --option Acquire::Languages=none --option Dir::Cache="$work" "$@"
}
private_lists=(--option "Dir::State::Lists=$work/lists")

echo '-- downloading'
cd "$work/archives"
# The host's package lists can be missing or outdated. They are the host's, so they are not updated.
if ! apt download "${packages[@]}"; then
  apt "${private_lists[@]}" update
  apt "${private_lists[@]}" download "${packages[@]}"
fi

echo '-- extracting'
for archive in *.deb; do dpkg-deb --extract "$archive" "$work/root"; done
find "$work/root" -name '*.so.*' -exec cp --no-dereference --target-directory="$work/lib" {} +
for program in "${programs[@]}"; do
  name=$(basename "$program")
  cp "$work/root/$program" "$work/libexec/$name"
  # Images are verified by their digests, not by signatures.
  options=
  if [[ $name == skopeo ]]; then
    options=' --insecure-policy'
  fi
  cat >"$work/bin/$name" <<WRAPPER
#!/bin/sh
here=\$(dirname "\$(readlink -f "\$0")")/..
LD_LIBRARY_PATH=\$here/lib exec "\$here/libexec/$name"$options "\$@"
WRAPPER
  chmod 755 "$work/bin/$name"
done

# FOLDER exists already: machines have it mounted. `bin` is last, because its presence means that all is there.
mkdir -p "$folder"
for part in lib libexec bin; do
  rm -rf "${folder:?}/$part"
  mv "$work/$part" "$folder/$part"
done
cd /
rm -rf "$work"
