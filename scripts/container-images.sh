#!/usr/bin/env bash
# Pulls the project's container images into the AMI. Clean-up keeps them, and removes all others.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh
# shellcheck source=../files/bake/registry.sh
source "$payload/files/bake/registry.sh"
# shellcheck source=../files/libexec/lib/proxy.sh
source "$payload/files/libexec/lib/proxy.sh"

images=()
lines images setting '.containerImages[]'
if [[ ${#images[@]} -eq 0 ]]; then
  say 'container images: none'
  exit
fi

# The first run configures the proxy of an instance; this one ends with the bake.
proxy=$(setting .proxy.url)
through_proxy=()
if [[ $proxy ]]; then
  url=http://$(proxy_address "$proxy")
  additions=$(setting '.proxy.noProxy | join(",")')
  exceptions=$never_through_proxy${additions:+,$additions}
  through_proxy=("HTTPS_PROXY=$url" "NO_PROXY=$exceptions")
  proxy_unit HTTP_PROXY "$url" HTTPS_PROXY "$url" NO_PROXY "$exceptions" |
    install -D --mode=0600 /dev/stdin /run/systemd/system/docker.service.d/packer-ecs-bake.conf
  systemctl daemon-reload
  systemctl restart docker.service
fi

for image in "${images[@]}"; do
  pull "$image" "${through_proxy[@]}" || die "cannot pull $image, a container image of containerImages; $(room)"
  say "container image $image: $(docker image inspect --format '{{.Id}}, {{.Size}} bytes' "$image")"
done
say "container images: ${#images[@]}; $(room)"
