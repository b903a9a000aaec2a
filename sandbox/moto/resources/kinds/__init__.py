"""Resource types with behavior: one entry for each type."""

from resources.kinds import (
    application_auto_scaling,
    auto_scaling,
    cloudwatch,
    ec2,
    ecr,
    ecs,
    iam,
    load_balancing,
    logs,
    network,
    s3,
    secrets_manager,
    sns,
    ssm,
)
from resources.request import Kind

KINDS: dict[str, Kind] = {
    **application_auto_scaling.KINDS,
    **auto_scaling.KINDS,
    **cloudwatch.KINDS,
    **ec2.KINDS,
    **ecr.KINDS,
    **ecs.KINDS,
    **iam.KINDS,
    **load_balancing.KINDS,
    **logs.KINDS,
    **network.KINDS,
    **s3.KINDS,
    **secrets_manager.KINDS,
    **sns.KINDS,
    **ssm.KINDS,
}
