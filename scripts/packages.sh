#!/usr/bin/env bash
# Updates and installs packages. Keeps the base's Docker, containerd, runc and agent, which AWS tested together.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh
# shellcheck source=../files/bake/expect.sh
source "$payload/files/bake/expect.sh"
# shellcheck source=../files/bake/compare.sh
source "$payload/files/bake/compare.sh"
# shellcheck source=../files/libexec/lib/proxy.sh
source "$payload/files/libexec/lib/proxy.sh"

proxy=$(setting .proxy.url)
if [[ $proxy ]]; then
  put_dnf_proxy "$(proxy_address "$proxy")"
  say "dnf: uses the proxy $(proxy_address "$proxy")"
fi

# Amazon Linux locks its repositories to the installed release: without --releasever, upgrade finds nothing.
release=$(setting .releasever)
release_options=()
if [[ $release ]]; then
  release_options=("--releasever=$release")
  say "dnf: upgrade to release $release, without docker, containerd, runc and ecs"
  dnf --assumeyes --quiet upgrade "${release_options[@]}" \
    --exclude='docker*' --exclude='containerd*' --exclude='runc*' --exclude='ecs*'
fi

lines wanted setting '.packages[]'
wanted=(aws-cfn-bootstrap amazon-cloudwatch-agent jq "${wanted[@]}")
say "dnf: install ${wanted[*]}"
dnf --assumeyes --quiet install "${release_options[@]}" "${wanted[@]}"

# Checked here, before your scripts: a script may remove a package that only the bake needs, or update others.
for package in "${wanted[@]}"; do
  expect_success "package-$package" has_package "$package"
done
if [[ $release ]]; then
  expect release "$release" "$(rpm --query --queryformat='%{VERSION}' system-release)"
fi
conclude
