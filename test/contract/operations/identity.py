"""IAM and STS."""

import json

from clients import TAGS, iam, sts

POLICY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}]}
)
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)


def identity() -> None:
    sts.get_caller_identity()
    iam.create_user(UserName="contract")
    iam.put_user_policy(UserName="contract", PolicyName="reads", PolicyDocument=POLICY)
    iam.get_user(UserName="contract")
    iam.list_users()
    key = iam.create_access_key(UserName="contract")["AccessKey"]
    iam.list_access_keys(UserName="contract")
    iam.delete_access_key(UserName="contract", AccessKeyId=key["AccessKeyId"])
    iam.delete_user_policy(UserName="contract", PolicyName="reads")
    iam.delete_user(UserName="contract")
    policy = iam.create_policy(PolicyName="contract", PolicyDocument=POLICY)["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=policy, PolicyDocument=POLICY, SetAsDefault=True)
    iam.get_policy(PolicyArn=policy)
    iam.get_policy_version(PolicyArn=policy, VersionId="v2")
    iam.delete_policy_version(PolicyArn=policy, VersionId="v1")
    iam.create_role(RoleName="contract", AssumeRolePolicyDocument=TRUST, Tags=TAGS)
    iam.get_role(RoleName="contract")
    iam.list_roles(MaxItems=1)
    iam.attach_role_policy(RoleName="contract", PolicyArn=policy)
    iam.put_role_policy(RoleName="contract", PolicyName="reads", PolicyDocument=POLICY)
    iam.get_role_policy(RoleName="contract", PolicyName="reads")
    iam.list_attached_role_policies(RoleName="contract")
    iam.list_role_policies(RoleName="contract")
    iam.tag_role(RoleName="contract", Tags=TAGS)
    iam.untag_role(RoleName="contract", TagKeys=["team"])
    iam.update_role(RoleName="contract", Description="of the contract")
    iam.update_assume_role_policy(RoleName="contract", PolicyDocument=TRUST)
    iam.create_instance_profile(InstanceProfileName="contract", Tags=TAGS)
    iam.tag_instance_profile(InstanceProfileName="contract", Tags=[{"Key": "owner", "Value": "us"}])
    iam.add_role_to_instance_profile(InstanceProfileName="contract", RoleName="contract")
    iam.get_instance_profile(InstanceProfileName="contract")
    iam.list_instance_profiles()
    iam.remove_role_from_instance_profile(InstanceProfileName="contract", RoleName="contract")
    iam.delete_instance_profile(InstanceProfileName="contract")
    iam.delete_role_policy(RoleName="contract", PolicyName="reads")
    iam.detach_role_policy(RoleName="contract", PolicyArn=policy)
    iam.delete_role(RoleName="contract")
    iam.delete_policy(PolicyArn=policy)
