"""CreateFleet of type instant with spot capacity: launches one instance from a launch template, or reports why not."""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.instances import Instance
from moto.ec2.responses.fleets import Fleets
from moto.ec2.utils import random_fleet_id, random_spot_request_id

from patches import launches

# Of every type and zone, in US dollars per hour.
SPOT_PRICE = 0.0125
MAX_SPOT_INSTANCES = 20


def install() -> None:
    create_moto_fleet, stop = Fleets.create_fleet, Instance.stop

    def create_fleet(response: Any) -> Any:
        capacity = response._get_param("TargetCapacitySpecification", {})
        if response._get_param("Type") != "instant" or capacity.get("DefaultTargetCapacityType") != "spot":
            return create_moto_fleet(response)
        config = response._get_param("LaunchTemplateConfigs", [{}])[0]
        response.error_on_dryrun()
        version = version_of(response.ec2_backend, config.get("LaunchTemplateSpecification", {}))
        types = [override.get("InstanceType") for override in config.get("Overrides") or []] or [None]
        answer: dict[str, Any] = {"FleetId": random_fleet_id(), "Errors": [], "Instances": []}
        refusal = refusal_of(response.ec2_backend, version.data)
        if refusal is not None:
            answer["Errors"] = [{"ErrorCode": refusal[0], "ErrorMessage": refusal[1], "Lifecycle": "spot"}]
            return ActionResult(answer)
        for instance_type in [given or version.instance_type for given in types]:
            try:
                response.ec2_backend.describe_instance_types([instance_type])
                instance = launch(response.ec2_backend, version, instance_type)
            except EC2ClientError as error:
                failure = {"ErrorCode": error.code, "ErrorMessage": error.message, "Lifecycle": "spot"}
                answer["Errors"].append(failure)
                continue
            answer["Instances"] = [{"InstanceIds": [instance.id], "InstanceType": instance_type, "Lifecycle": "spot"}]
            break
        return ActionResult(answer)

    def stop_instance(instance: Any) -> Any:
        if getattr(instance, "instance_lifecycle", None) == "spot":
            raise EC2ClientError(
                "UnsupportedOperation",
                f"You can't stop the Spot Instance '{instance.id}' because it is associated with a one-time Spot "
                "Instance request. You can only stop Spot Instances associated with persistent Spot Instance requests.",
            )
        return stop(instance)

    Fleets.create_fleet = create_fleet
    Instance.stop = stop_instance


def version_of(backend: Any, specification: dict[str, Any]) -> Any:
    name, identifier = specification.get("LaunchTemplateName"), specification.get("LaunchTemplateId")
    template = backend.get_launch_template_by_name(name) if name else backend.get_launch_template(identifier)
    return template.get_version(specification.get("Version"))


def refusal_of(backend: Any, data: dict[str, Any]) -> tuple[str, str] | None:
    options = (data.get("InstanceMarketOptions") or {}).get("SpotOptions") or {}
    price = options.get("MaxPrice")
    if price and float(price) < SPOT_PRICE:
        return "SpotMaxPriceTooLow", (
            f"Your Spot request price of {price} is lower than the minimum required Spot request fulfillment price "
            f"of {SPOT_PRICE}."
        )
    spot = [i for i in backend.all_instances() if getattr(i, "instance_lifecycle", None) == "spot"]
    if sum(instance.state != "terminated" for instance in spot) >= MAX_SPOT_INSTANCES:
        return "MaxSpotInstanceCountExceeded", "Max spot instance count exceeded"
    return None


def launch(backend: Any, version: Any, instance_type: str) -> Any:
    data = version.data
    arguments = {**launches.from_version(version), "instance_type": instance_type}
    interface = next(iter(data.get("NetworkInterfaces") or []), {})
    volume_tags = arguments.pop("volume_tags")
    reservation = backend.run_instances(
        arguments.pop("image_id"),
        1,
        arguments.pop("user_data"),
        [],
        tags={"instance": launches.tags_for(data, "instance"), "volume": volume_tags},
        placement=(data.get("Placement") or {}).get("AvailabilityZone") or None,
        subnet_id=interface.get("SubnetId"),
        is_instance_type_default=False,
        **arguments,
    )
    instance = reservation.instances[0]
    instance.instance_lifecycle = "spot"
    instance.spot_instance_request_id = random_spot_request_id()
    return instance
