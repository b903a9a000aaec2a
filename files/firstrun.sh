#!/bin/sh
# For stacks of the 2018 layout, which call it from cfn-init: `sh firstrun.sh`, with only ECS_CLUSTER, STACK_NAME,
# AUTOSCALING_GROUP, AWS_DEFAULT_REGION and optionally PROXY_URL in the environment. It waits until the instance has
# joined its cluster, and fails otherwise. It never signals: those stacks call cfn-signal themselves.
set -eu

PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH
exec /usr/libexec/packer-ecs/first-run --from-environment --signal never
