from resources.request import Kind, Record, Request


def create_group(request: Request) -> Record:
    name = request.name(request["LogGroupName"], 512)
    own = request.only("KmsKeyId", "LogGroupClass")
    request.aws.call("logs", "CreateLogGroup", logGroupName=name, tags=request.tag_map(), **own)
    set_retention(request, name)
    return Record(name, {"Arn": group_arn(request, name)})


def update_group(request: Request) -> Record:
    set_retention(request, request.physical_id)
    return Record(request.physical_id, {"Arn": group_arn(request, request.physical_id)})


def set_retention(request: Request, name: str) -> None:
    if request["RetentionInDays"]:
        request.aws.call("logs", "PutRetentionPolicy", logGroupName=name, retentionInDays=request["RetentionInDays"])
    elif request.previous.get("RetentionInDays"):
        request.aws.call("logs", "DeleteRetentionPolicy", logGroupName=name)


def remove_group(request: Request) -> None:
    request.aws.call("logs", "DeleteLogGroup", logGroupName=request.physical_id)


def group_arn(request: Request, name: str) -> str:
    return request.arn("logs", f"log-group:{name}:*")


KINDS = {"AWS::Logs::LogGroup": Kind(create_group, update_group, remove_group)}
