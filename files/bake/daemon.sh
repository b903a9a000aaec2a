# shellcheck shell=bash

# daemon_settings SETTINGS BASE: prints daemon.json: the JSON file BASE, overridden by `docker` of the JSON file SETTINGS.
# Log options of another driver are left out: Docker does not start with options that its driver does not know. The driver
# json-file, which is Docker's default, gets limits: without them it fills the disk.
daemon_settings() {
  jq --slurpfile base "$2" '
    def driver: ."log-driver" // "json-file";
    .docker as $asked | ($base[0] // {})
    | if ($asked | has("log-driver")) and driver != ($asked | driver) then del(."log-opts") else . end
    | . * $asked
    | if driver == "json-file"
      then {"log-driver": "json-file", "log-opts": {"max-size": "10m", "max-file": "3"}} * .
      else . end' "$1"
}
