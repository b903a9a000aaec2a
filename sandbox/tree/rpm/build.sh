#!/usr/bin/env bash
# build.sh FOLDER: builds real packages from FOLDER/releases and FOLDER/payload, registers those of the base AMI, and
# creates one repository for each release, locked like AL2023's: nothing newer is visible without --releasever.
set -Eeuo pipefail

folder=$1
repositories=/var/lib/sandbox/repositories
base=2023.12.20261006
newest=2023.12.20261020
older=2023.12.20260914

# Prints the sections of one package. Its files, if any, are in FOLDER/payload/NAME.
describe() {
  local name=$1 version=$2 release=$3 architecture=$4
  cat <<SECTION
%package -n $name
Version: $version
Release: $release
Summary: $name
AutoReqProv: no
$([[ $architecture == noarch ]] && echo 'BuildArch: noarch')
$([[ $name == system-release ]] && echo "Provides: system-release(releasever) = $version")
%description -n $name
Stands in for AL2023's $name.
%files -n $name
SECTION
  if [[ -d $folder/payload/$name ]]; then
    (cd "$folder/payload/$name" && find . -type f -printf '/%P\n')
  fi
}

# One specification builds all packages of a list, in a fraction of a second for all instead of for each.
build() {
  local list=$1 output=$2 work
  work=$(mktemp --directory)
  mkdir "$work/root"
  {
    printf '%s\n' '%global _binary_payload w1.gzdio' '%global __os_install_post %{nil}' '%global debug_package %{nil}' \
      'Name: sandbox' 'Version: 1' 'Release: 1' 'Summary: sandbox' 'License: none' '%description' 'sandbox' \
      '%install' "mkdir -p %{buildroot} && cp --recursive $work/root/. %{buildroot}"
    grep --invert-match '^#' "$folder/releases/$list" | while read -r name version release architecture; do
      describe "$name" "$version" "$release" "$architecture"
      [[ ! -d $folder/payload/$name ]] || cp --recursive "$folder/payload/$name/." "$work/root"
    done
  } >"$work/sandbox.spec"
  rpmbuild -bb --quiet --nodeps --define "_topdir $work/top" --define "_rpmdir $output" \
    --define '_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' "$work/sandbox.spec" >/dev/null
  rm -rf "$work"
}

prepare_payload() {
  local rsyslog=$folder/payload/rsyslog name
  for name in /usr/sbin/rsyslogd /usr/lib/x86_64-linux-gnu/rsyslog; do
    mkdir -p "$rsyslog$(dirname "$name")"
    mv "$name" "$rsyslog$name"
  done
}

agent_version() { echo "$1" >"$folder/payload/amazon-cloudwatch-agent/opt/aws/amazon-cloudwatch-agent/bin/CWAGENT_VERSION"; }

system_release() {
  local payload=$folder/payload/system-release
  mkdir -p "$payload/etc" "$payload/usr/lib"
  sed "s/$base/$1/" /etc/system-release >"$payload/etc/system-release"
  sed "s/$base/$1/" /usr/lib/os-release >"$payload/usr/lib/os-release"
}

# A new kernel is installed in addition to the old one, and becomes the default.
kernel() {
  rm -rf "$folder/payload/kernel"
  mkdir -p "$folder/payload/kernel/boot"
  touch "$folder/payload/kernel/boot/vmlinuz-$1.x86_64"
}

prepare_payload
mkdir -p "$repositories"/{$older,$base,$newest} "$folder/installed"
system_release $base
build $base "$folder/installed"
rpm --install --justdb --nodeps --nosignature "$folder"/installed/*.rpm
system_release $newest
kernel 6.1.161-183.298.amzn2023
build $newest "$repositories/$newest"
agent_version 1.300062.0b1
build agent-1.300062 "$repositories/$older"
agent_version 1.300071.0b1
build agent-1.300071 "$repositories/$base"
build any "$repositories/$base"
for release in $older $newest; do
  cp --no-clobber "$repositories/$base"/*.rpm "$repositories/$release"
done
rm "$repositories/$older"/amazon-cloudwatch-agent-1.300071*
for release in $older $base $newest; do
  createrepo_c --quiet --no-database --simple-md-filenames "$repositories/$release"
done
ln -s $newest "$repositories/latest"
# The release in the examples of the configuration.
ln -s $newest "$repositories/2023.9.20261020"
