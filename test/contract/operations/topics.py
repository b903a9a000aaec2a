"""SNS."""

from clients import TAGS, sns, sts


def topics() -> None:
    topic = sns.create_topic(Name="contract", Tags=TAGS)["TopicArn"]
    sns.get_topic_attributes(TopicArn=topic)
    sns.set_topic_attributes(TopicArn=topic, AttributeName="DisplayName", AttributeValue="contract")
    sns.tag_resource(ResourceArn=topic, Tags=[{"Key": "owner", "Value": "us"}])
    sns.untag_resource(ResourceArn=topic, TagKeys=["owner"])
    sns.list_tags_for_resource(ResourceArn=topic)
    queue = f"arn:aws:sqs:us-east-1:{sts.get_caller_identity()['Account']}:contract"
    subscribed = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue, ReturnSubscriptionArn=True)
    sns.unsubscribe(SubscriptionArn=subscribed["SubscriptionArn"])
    sns.delete_topic(TopicArn=topic)
