#!/usr/bin/env bash
# build-overlay.sh PACKAGES TARGET: fills TARGET, the upper directory of an overlay on PACKAGES, so that Debian's files
# look like the ECS-optimized AL2023 AMI. Runs in a separate mount namespace, so that no mount outlives it.
set -Eeuo pipefail

if [[ ${1:-} != --inside ]]; then
  exec unshare --mount --pid --fork --kill-child --propagation private -- "$(readlink -f "$0")" --inside "$@"
fi
packages=$2
target=$3
source_folder=$(dirname "$(readlink -f "$0")")
work=$target.work
root=$target.root

mkdir -p "$target" "$work" "$root"
mount -t overlay overlay -o "lowerdir=$packages,upperdir=$target,workdir=$work" "$root"
cp --recursive --no-dereference --preserve=mode,links "$source_folder/root/." "$root/"
find "$target" -mindepth 1 \( -type f -o -type d \) -exec chmod u+rw,go+r-w,a+X {} +
mkdir "$root/tmp/build"
cp --recursive "$source_folder/rpm" "$source_folder/overlay.sh" "$root/tmp/build/"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
# rpm has its database in HOME: use that of the machines, not of the user who builds.
chroot "$root" /usr/bin/env -i HOME=/root PATH="$PATH" LC_ALL=C.UTF-8 /tmp/build/overlay.sh
rm -rf "$root/tmp/build"
umount --recursive "$root/dev" "$root/proc" "$root"
rm -rf "$work" "$root"
