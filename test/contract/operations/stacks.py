"""CloudFormation."""

import json

from clients import TAGS, cloudformation


def stacks() -> None:
    template = json.dumps(
        {
            "Parameters": {"Days": {"Type": "Number", "Default": "7"}},
            "Resources": {
                "Logs": {
                    "Type": "AWS::Logs::LogGroup",
                    "Properties": {"LogGroupName": "/stack", "RetentionInDays": {"Ref": "Days"}},
                }
            },
            "Outputs": {"Name": {"Value": {"Ref": "Logs"}, "Export": {"Name": "contract-logs"}}},
        }
    )
    quick = {"WaiterConfig": {"Delay": 1, "MaxAttempts": 60}}
    stack = {"StackName": "contract"}
    days = [{"ParameterKey": "Days", "ParameterValue": "14"}]
    cloudformation.validate_template(TemplateBody=template)
    cloudformation.get_template_summary(TemplateBody=template)
    cloudformation.create_stack(**stack, TemplateBody=template, Tags=TAGS)
    cloudformation.get_waiter("stack_create_complete").wait(**stack, **quick)
    cloudformation.create_change_set(**stack, ChangeSetName="days", UsePreviousTemplate=True, Parameters=days)
    cloudformation.get_waiter("change_set_create_complete").wait(**stack, ChangeSetName="days", **quick)
    cloudformation.describe_change_set(**stack, ChangeSetName="days", IncludePropertyValues=True)
    cloudformation.list_change_sets(**stack)
    cloudformation.execute_change_set(**stack, ChangeSetName="days")
    cloudformation.get_waiter("stack_update_complete").wait(**stack, **quick)
    cloudformation.create_change_set(**stack, ChangeSetName="same", UsePreviousTemplate=True)
    cloudformation.delete_change_set(**stack, ChangeSetName="same")
    cloudformation.update_stack(**stack, UsePreviousTemplate=True, Tags=[{"Key": "team", "Value": "other"}])
    cloudformation.get_waiter("stack_update_complete").wait(**stack, **quick)
    cloudformation.describe_stack_events(**stack)
    cloudformation.describe_events(**stack)
    cloudformation.describe_stack_resource(**stack, LogicalResourceId="Logs")
    cloudformation.describe_stack_resources(**stack)
    cloudformation.list_stack_resources(**stack)
    cloudformation.list_stacks()
    cloudformation.list_exports()
    cloudformation.get_template(**stack)
    cloudformation.update_termination_protection(**stack, EnableTerminationProtection=False)
    cloudformation.delete_stack(**stack)
    cloudformation.get_waiter("stack_delete_complete").wait(**stack, **quick)
