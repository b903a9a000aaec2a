#!/bin/sh
# The entry that existing stacks call from cfn-init: `sh firstrun.sh`, in an environment of nothing but ECS_CLUSTER,
# STACK_NAME, AUTOSCALING_GROUP, AWS_DEFAULT_REGION and perhaps PROXY_URL. It waits until the instance has joined its
# cluster, fails when it does not, and never signals: those stacks do that by themselves.
set -eu

PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH
exec /usr/libexec/packer-ecs/first-run --from-environment --signal never
