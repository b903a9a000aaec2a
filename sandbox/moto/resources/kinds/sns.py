from resources.request import Kind, Record, Request, same


def create_topic(request: Request) -> Record:
    name = request.name(request["TopicName"], 256)
    topic = {"Name": name, "Attributes": attributes(request), "Tags": request.tags()}
    arn = request.aws.call("sns", "CreateTopic", **topic)["TopicArn"]
    for subscription in request["Subscription"] or []:
        request.aws.call("sns", "Subscribe", TopicArn=arn, **subscription)
    return Record(arn, {"TopicArn": arn, "TopicName": name})


def update_topic(request: Request) -> Record:
    arn = request.physical_id
    for name, value in attributes(request).items():
        request.aws.call("sns", "SetTopicAttributes", TopicArn=arn, AttributeName=name, AttributeValue=value)
    return Record(arn, {"TopicArn": arn, "TopicName": arn.split(":")[-1]})


def attributes(request: Request) -> dict[str, str]:
    return {name: str(request[name]) for name in ("DisplayName", "KmsMasterKeyId") if request[name]}


def remove_topic(request: Request) -> None:
    request.aws.call("sns", "DeleteTopic", TopicArn=request.physical_id)


def create_subscription(request: Request) -> Record:
    arn = request.aws.call("sns", "Subscribe", ReturnSubscriptionArn=True, **request.properties)["SubscriptionArn"]
    return Record(arn, {"Arn": arn})


def remove_subscription(request: Request) -> None:
    request.aws.call("sns", "Unsubscribe", SubscriptionArn=request.physical_id)


KINDS = {
    "AWS::SNS::Topic": Kind(create_topic, update_topic, remove_topic),
    "AWS::SNS::Subscription": Kind(create_subscription, same, remove_subscription),
}
