from resources.request import Kind, Record, Request


def create_parameter(request: Request) -> Record:
    tags = {**request.stack_tags, **(request["Tags"] or {})}
    listed = [{"Key": key, "Value": str(value)} for key, value in tags.items()]
    return put_parameter(request, request.name(request["Name"]), Tags=listed)


def update_parameter(request: Request) -> Record:
    return put_parameter(request, request.physical_id, Overwrite=True)


def put_parameter(request: Request, name: str, **more: object) -> Record:
    request.aws.call("ssm", "PutParameter", Name=name, **more, **request.without("Name", "Tags"))
    return Record(name, {"Type": request["Type"], "Value": request["Value"]})


def remove_parameter(request: Request) -> None:
    request.aws.call("ssm", "DeleteParameter", Name=request.physical_id)


KINDS = {"AWS::SSM::Parameter": Kind(create_parameter, update_parameter, remove_parameter)}
