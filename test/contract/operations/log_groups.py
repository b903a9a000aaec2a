"""CloudWatch Logs."""

from clients import logs


def log_groups() -> None:
    logs.create_log_group(logGroupName="/contract", tags={"team": "platform"})
    logs.put_retention_policy(logGroupName="/contract", retentionInDays=7)
    logs.describe_log_groups(logGroupNamePrefix="/contract")
    logs.create_log_stream(logGroupName="/contract", logStreamName="one")
    event = {"timestamp": 1_700_000_000_000, "message": "hello"}
    logs.put_log_events(logGroupName="/contract", logStreamName="one", logEvents=[event])
    logs.describe_log_streams(logGroupName="/contract")
    logs.get_log_events(logGroupName="/contract", logStreamName="one", startFromHead=True)
    logs.filter_log_events(logGroupName="/contract", filterPattern="hello")
    logs.delete_retention_policy(logGroupName="/contract")
    logs.delete_log_group(logGroupName="/contract")
