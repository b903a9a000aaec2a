from resources.request import Kind, Record, Request


def put_alarm(request: Request) -> Record:
    name = request.physical_id or request.name(request["AlarmName"], 255)
    alarm = request.without("AlarmName", "Tags")
    request.aws.call("cloudwatch", "PutMetricAlarm", AlarmName=name, Tags=request.tags(), **alarm)
    return Record(name, {"Arn": request.arn("cloudwatch", f"alarm:{name}")})


def remove_alarm(request: Request) -> None:
    request.aws.call("cloudwatch", "DeleteAlarms", AlarmNames=[request.physical_id])


KINDS = {"AWS::CloudWatch::Alarm": Kind(put_alarm, put_alarm, remove_alarm)}
