#!/usr/bin/env bash
# stand-in.sh TREE FOLDER: makes the stand-in for base images from the base tree's packages: Python, a shell, and small
# programs. FOLDER gets the layer, its digest before compression, and the list of its folders. Runs under a lock.
set -Eeuo pipefail
umask 022

tree=$1
folder=$2
[[ ! -d $folder ]] || exit 0
work=$folder.partial
root=$work/root
rm -rf "$work"
mkdir -p "$root"/{dev,etc,home,opt,proc,root,run,srv,sys,tmp,var/{lib,log,tmp}} "$root"/usr/{bin,lib/x86_64-linux-gnu,lib64,local/bin,sbin}
for name in bin lib lib64 sbin; do ln -s "usr/$name" "$root/$name"; done
chmod 1777 "$root"/{tmp,var/tmp}
chmod 700 "$root/root"

programs=(bash basename cat chmod chown cp cut date dirname echo env expr false find grep head hostname id kill ln ls mkdir
  mktemp mv nproc printenv printf pwd python3.11 readlink realpath rm rmdir sed sh sleep sort stat tail tar tee test touch tr
  true uname uniq wc whoami xargs)
for program in "${programs[@]}"; do
  [[ $program == sh ]] || cp "$tree/usr/bin/$program" "$root/usr/bin/$program"
done
ln -s bash "$root/usr/bin/sh"
for name in python python3; do ln -s /usr/bin/python3.11 "$root/usr/local/bin/$name"; done
ln -s python3.11 "$root/usr/bin/python3"

cp -a "$tree/usr/lib/python3.11" "$root/usr/lib/"
cd "$root/usr/lib/python3.11"
rm -rf config-3.11-* curses dbm ensurepip idlelib lib2to3 pydoc_data sitecustomize.py test turtle.py
cd lib-dynload
rm -f _codecs_* _curses* _dbm* _test* _xx* nis* ossaudiodev* readline* xx*

# Libraries, and the libraries of libraries.
cd "$tree"
mapfile -t files < <(cd "$root" && find usr/bin usr/lib/python3.11/lib-dynload -type f)
chroot "$tree" ldd "${files[@]/#//}" 2>/dev/null | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p' | sort -u | while read -r library; do
  cp --dereference "$tree/$library" "$root/usr/lib/x86_64-linux-gnu/"
done
cp --dereference "$tree/lib64/ld-linux-x86-64.so.2" "$root/usr/lib64/"

printf '%s\n' root:x:0:0:root:/root:/bin/bash www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin \
  nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin >"$root/etc/passwd"
printf '%s\n' root:x:0: www-data:x:33: nogroup:x:65534: >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
cp "$tree/usr/lib/os-release" "$root/etc/os-release"

find "$root" -type d -printf '/%P\n' >"$work/directories"
tar --create --file "$work/layer.tar" --directory "$root" --sort=name --owner=0 --group=0 --numeric-owner .
sha256sum "$work/layer.tar" | cut -d ' ' -f 1 >"$work/uncompressed-digest"
gzip --no-name "$work/layer.tar"
rm -rf "$root"
mv "$work" "$folder"
