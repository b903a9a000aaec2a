# shellcheck shell=bash

# daemon_settings SETTINGS BASE: prints daemon.json: the JSON file BASE, overridden by `docker` of the JSON file SETTINGS.
# Log options of another driver are left out: Docker does not start with options that its driver does not know. The driver
# json-file, which is Docker's default, gets limits: without them it fills the disk. Fails for options without a driver on a
# base with another one: they are for json-file or for that driver.
daemon_settings() {
  jq --slurpfile base "$2" '
    def driver: ."log-driver" // "json-file";
    .docker as $asked | ($base[0] // {})
    | if (driver | IN("json-file", "local") | not) and $asked."log-opts" and ($asked | has("log-driver") | not)
      then "error: docker.log-opts is set without log-driver, and the base AMI sets the log driver \(driver). Set docker.log-driver to the driver that these options are for\n" | halt_error(1)
      else . end
    | if ($asked | has("log-driver")) and driver != ($asked | driver) then del(."log-opts") else . end
    | . * $asked
    | if driver == "json-file"
      then {"log-driver": "json-file", "log-opts": {"max-size": "10m", "max-file": "3"}} * .
      else . end' "$1"
}

# has_log_limits FILE: whether daemon.json limits the logs of the driver json-file. Other drivers have their own limits.
has_log_limits() {
  jq --exit-status '(."log-driver" // "json-file") != "json-file" or ."log-opts"."max-size" != null' "$1" >/dev/null && return
  printf 'no log-opts.max-size: container logs would fill the disk\n'
  return 1
}
