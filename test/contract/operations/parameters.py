"""Systems Manager."""

from clients import TAGS, ssm


def parameters() -> None:
    ssm.put_parameter(Name="/contract/one", Value="1", Type="String", Tags=TAGS)
    ssm.put_parameter(Name="/contract/two", Value="2", Type="SecureString")
    ssm.get_parameter(Name="/contract/two", WithDecryption=True)
    ssm.get_parameters(Names=["/contract/one", "/contract/absent"])
    page = ssm.get_parameters_by_path(Path="/contract", Recursive=True, MaxResults=1)
    ssm.get_parameters_by_path(Path="/contract", Recursive=True, MaxResults=1, NextToken=page["NextToken"])
    ssm.add_tags_to_resource(ResourceType="Parameter", ResourceId="/contract/one", Tags=TAGS)
    ssm.remove_tags_from_resource(ResourceType="Parameter", ResourceId="/contract/one", TagKeys=["team"])
    ssm.describe_instance_information()
    ssm.delete_parameter(Name="/contract/one")
    ssm.delete_parameter(Name="/contract/two")
