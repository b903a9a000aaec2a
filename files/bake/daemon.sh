# shellcheck shell=bash

# daemon_settings SETTINGS BASE: prints daemon.json: the JSON file BASE, overridden by `docker` of the JSON file SETTINGS.
# Log options of another driver are left out: Docker does not start with options that its driver does not know.
daemon_settings() {
  jq --slurpfile base "$2" '
    def driver: ."log-driver" // "json-file";
    .docker as $asked | ($base[0] // {})
    | if driver != ($asked | driver) then del(."log-opts") else . end
    | . * $asked' "$1"
}
