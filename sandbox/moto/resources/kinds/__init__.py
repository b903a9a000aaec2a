"""Resource types with behavior: one entry for each type."""

from resources.kinds import auto_scaling, cloudwatch, ec2, ecr, ecs, iam, logs, sns, ssm
from resources.request import Kind

KINDS: dict[str, Kind] = {
    **auto_scaling.KINDS,
    **cloudwatch.KINDS,
    **ec2.KINDS,
    **ecr.KINDS,
    **ecs.KINDS,
    **iam.KINDS,
    **logs.KINDS,
    **sns.KINDS,
    **ssm.KINDS,
}
