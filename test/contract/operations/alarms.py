"""CloudWatch."""

from clients import TAGS, cloudwatch


def alarms() -> None:
    cloudwatch.put_metric_alarm(
        AlarmName="contract",
        Namespace="AWS/EC2",
        MetricName="CPUUtilization",
        Statistic="Average",
        Period=60,
        EvaluationPeriods=1,
        Threshold=80,
        ComparisonOperator="GreaterThanThreshold",
    )
    alarm = cloudwatch.describe_alarms(AlarmNames=["contract"])["MetricAlarms"][0]["AlarmArn"]
    cloudwatch.tag_resource(ResourceARN=alarm, Tags=TAGS)
    cloudwatch.untag_resource(ResourceARN=alarm, TagKeys=["team"])
    cloudwatch.delete_alarms(AlarmNames=["contract"])
