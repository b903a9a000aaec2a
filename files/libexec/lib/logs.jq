# Converts /etc/packer-ecs/logs.json ({groups, files, retentionDays, source, metrics}) to the CloudWatch agent's configuration.
# Only the files set the retention: each group has a file, and the journal input does not support retention.

{
  "dmesg": {group: "dmesg", journal: {matches: [{_TRANSPORT: "kernel"}]}},
  "messages": {group: "messages", journal: {}},
  "docker": {group: "docker", journal: {units: ["docker.service"]}},
  "ecs-init": {group: "ecs/ecs-init", file: "/var/log/ecs/ecs-init.log"},
  "ecs-agent": {group: "ecs/ecs-agent", file: "/var/log/ecs/ecs-agent.log"},
  "ecs-audit": {group: "ecs/audit.log", file: "/var/log/ecs/audit.log"}
} as $known
| . as $logs
| def destination: {log_group_name: "\($prefix)/var/log/\(.group)", log_stream_name: "{instance_id}"};
def retention: if $logs.retentionDays then {retention_in_days: $logs.retentionDays} else {} end;
[.groups[] as $name | $known[$name] + {name: $name}] as $wanted
| ([$wanted[]
    | {
        file_path: (.file // if $logs.source == "journald"
          then "/var/log/packer-ecs/boot/\(.name).log"
          else "/var/log/packer-ecs/\(.name).log" end)
      }
      + destination
      + {timestamp_format: "%Y-%m-%dT%H:%M:%SZ", timezone: "UTC"}
      + retention
  ] + [$logs.files[]?
    | {
        file_path: .path,
        log_group_name: "\($prefix)/\(.group // (.path | ltrimstr("/")))",
        log_stream_name: "{instance_id}"
      }
      + if .timestampFormat then {timestamp_format: .timestampFormat} else {} end
      + retention
  ]) as $files
| ([$wanted[] | select(.journal and $logs.source == "journald") | destination + .journal]) as $journals
| {
    agent: {region: $region}
  }
  + if ($files | length) == 0 then {} else {
      logs: {
        logs_collected: (
          {files: {collect_list: $files}}
          + if ($journals | length) > 0 then {journald: {collect_list: $journals}} else {} end
        )
      }
    } end
  + if $logs.metrics then {metrics: $logs.metrics} else {} end
