#!/usr/bin/env bash
# Restarts the build instance: the step "reboot: true". Ends the connection first: Packer continues after a broken
# connection, but takes the exit status of a script that the shutdown ends for a failure.
set -Eeuo pipefail
# shellcheck source=../files/bake/recipe.sh
source /var/tmp/packer-ecs/files/bake/recipe.sh

# The processes of sshd that serve this connection.
connection=()
for ((process = $$; process > 1; process = parent)); do
  read -r name parent < <(ps --no-headers --format comm,ppid --pid "$process")
  [[ $name != sshd* ]] || connection+=("$process")
done

# run.sh waits for the end of the boot and does not take the broken connection for a fault.
mv "$payload/running" "$payload/restarting"
say 'reboot: restarting the build instance'
# Without the listener, Packer cannot connect to the system that shuts down.
systemd-run --quiet --collect bash -c \
  'sleep 1; systemctl stop sshd.service; kill -KILL "$@" 2>/dev/null; systemctl reboot' end-connection "${connection[@]}"
sleep 300
die 'the build instance did not restart within 5 minutes'
