"""VPCs and what is in them. Machines keep the sandbox's own network: addresses, routes and gateways have no effect."""

import json
from typing import Any

from resources.kinds.ec2 import specifications
from resources.request import Kind, Record, Request, same

SWITCHES = ("EnableDnsHostnames", "EnableDnsSupport")
SUBNET_SWITCHES = ("AssignIpv6AddressOnCreation", "EnableDns64", "MapPublicIpOnLaunch")
DESTINATION = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
ENDPOINT_LISTS = ("RouteTableId", "SubnetId", "SecurityGroupId")


def create_vpc(request: Request) -> Record:
    vpc = ec2(
        request, "CreateVpc", TagSpecifications=specifications(request, "vpc"), **request.without("Tags", *SWITCHES)
    )["Vpc"]
    set_switches(request, "ModifyVpcAttribute", {"VpcId": vpc["VpcId"]}, SWITCHES)
    return vpc_record(request, vpc["VpcId"])


def update_vpc(request: Request) -> Record:
    set_switches(request, "ModifyVpcAttribute", {"VpcId": request.physical_id}, SWITCHES)
    return vpc_record(request, request.physical_id)


def vpc_record(request: Request, identifier: str) -> Record:
    vpc = ec2(request, "DescribeVpcs", VpcIds=[identifier])["Vpcs"][0]
    of_vpc = [{"Name": "vpc-id", "Values": [identifier]}]
    groups = ec2(request, "DescribeSecurityGroups", Filters=of_vpc)["SecurityGroups"]
    lists = ec2(request, "DescribeNetworkAcls", Filters=of_vpc)["NetworkAcls"]
    attributes = {
        "VpcId": identifier,
        "CidrBlock": vpc["CidrBlock"],
        "CidrBlockAssociations": [one["AssociationId"] for one in vpc.get("CidrBlockAssociationSet") or []],
        "DefaultNetworkAcl": next((one["NetworkAclId"] for one in lists if one["IsDefault"]), ""),
        "DefaultSecurityGroup": next((one["GroupId"] for one in groups if one["GroupName"] == "default"), ""),
        "Ipv6CidrBlocks": [one["Ipv6CidrBlock"] for one in vpc.get("Ipv6CidrBlockAssociationSet") or []],
    }
    return Record(identifier, attributes)


def remove_vpc(request: Request) -> None:
    ec2(request, "DeleteVpc", VpcId=request.physical_id)


def create_subnet(request: Request) -> Record:
    subnet = ec2(
        request, "CreateSubnet",
        TagSpecifications=specifications(request, "subnet"), **request.without("Tags", *SUBNET_SWITCHES),
    )["Subnet"]
    set_switches(request, "ModifySubnetAttribute", {"SubnetId": subnet["SubnetId"]}, SUBNET_SWITCHES)
    return subnet_record(subnet)


def update_subnet(request: Request) -> Record:
    set_switches(request, "ModifySubnetAttribute", {"SubnetId": request.physical_id}, SUBNET_SWITCHES)
    return subnet_record(ec2(request, "DescribeSubnets", SubnetIds=[request.physical_id])["Subnets"][0])


def subnet_record(subnet: dict[str, Any]) -> Record:
    names = ("AvailabilityZone", "AvailabilityZoneId", "CidrBlock", "SubnetId", "VpcId")
    return Record(subnet["SubnetId"], {name: subnet[name] for name in names if name in subnet})


def remove_subnet(request: Request) -> None:
    ec2(request, "DeleteSubnet", SubnetId=request.physical_id)


def create_route_table(request: Request) -> Record:
    table = ec2(
        request, "CreateRouteTable",
        VpcId=request["VpcId"], TagSpecifications=specifications(request, "route-table"),
    )["RouteTable"]["RouteTableId"]
    return Record(table, {"RouteTableId": table})


def update_route_table(request: Request) -> Record:
    return Record(request.physical_id, {"RouteTableId": request.physical_id})


def remove_route_table(request: Request) -> None:
    ec2(request, "DeleteRouteTable", RouteTableId=request.physical_id)


def create_route(request: Request) -> Record:
    ec2(request, "CreateRoute", **request.properties)
    return route_record(request)


def update_route(request: Request) -> Record:
    ec2(request, "ReplaceRoute", **request.properties)
    return route_record(request)


def route_record(request: Request) -> Record:
    destination = next(request[name] for name in DESTINATION if request[name])
    return Record(f"{request['RouteTableId']}|{destination}", {"CidrBlock": destination})


def remove_route(request: Request) -> None:
    ec2(request, "DeleteRoute", **request.only("RouteTableId", *DESTINATION))


def create_internet_gateway(request: Request) -> Record:
    gateway = ec2(
        request, "CreateInternetGateway", TagSpecifications=specifications(request, "internet-gateway")
    )["InternetGateway"]["InternetGatewayId"]
    return Record(gateway, {"InternetGatewayId": gateway})


def update_internet_gateway(request: Request) -> Record:
    return Record(request.physical_id, {"InternetGatewayId": request.physical_id})


def remove_internet_gateway(request: Request) -> None:
    ec2(request, "DeleteInternetGateway", InternetGatewayId=request.physical_id)


def attach_gateway(request: Request) -> Record:
    ec2(request, "AttachInternetGateway", **request.properties)
    return Record(f"IGW|{request['VpcId']}", {"AttachmentType": "IGW"})


def detach_gateway(request: Request) -> None:
    ec2(request, "DetachInternetGateway", **request.properties)


def reattach_gateway(request: Request) -> Record:
    ec2(request, "DetachInternetGateway", **request.previous)
    return attach_gateway(request)


def associate_route_table(request: Request) -> Record:
    identifier = ec2(request, "AssociateRouteTable", **request.properties)["AssociationId"]
    return Record(identifier, {"Id": identifier})


def disassociate_route_table(request: Request) -> None:
    ec2(request, "DisassociateRouteTable", AssociationId=request.physical_id)


def create_nat_gateway(request: Request) -> Record:
    gateway = ec2(
        request, "CreateNatGateway",
        TagSpecifications=specifications(request, "natgateway"), **request.without("Tags"),
    )["NatGateway"]["NatGatewayId"]
    return Record(gateway, {"NatGatewayId": gateway})


def update_nat_gateway(request: Request) -> Record:
    return Record(request.physical_id, {"NatGatewayId": request.physical_id})


def remove_nat_gateway(request: Request) -> None:
    ec2(request, "DeleteNatGateway", NatGatewayId=request.physical_id)


def allocate_address(request: Request) -> Record:
    address = ec2(
        request, "AllocateAddress",
        TagSpecifications=specifications(request, "elastic-ip"), **request.without("InstanceId", "Tags"),
    )
    if request["InstanceId"]:
        ec2(request, "AssociateAddress", AllocationId=address["AllocationId"], InstanceId=request["InstanceId"])
    return Record(address["PublicIp"], {"AllocationId": address["AllocationId"], "PublicIp": address["PublicIp"]})


def update_address(request: Request) -> Record:
    address = describe_address(request)
    if request.differs("InstanceId") and request["InstanceId"]:
        ec2(request, "AssociateAddress", AllocationId=address["AllocationId"], InstanceId=request["InstanceId"])
    elif request.differs("InstanceId"):
        ec2(request, "DisassociateAddress", PublicIp=request.physical_id)
    return Record(request.physical_id, {"AllocationId": address["AllocationId"], "PublicIp": request.physical_id})


def release_address(request: Request) -> None:
    ec2(request, "ReleaseAddress", AllocationId=describe_address(request)["AllocationId"])


def describe_address(request: Request) -> dict[str, Any]:
    return ec2(request, "DescribeAddresses", PublicIps=[request.physical_id])["Addresses"][0]


def create_endpoint(request: Request) -> Record:
    endpoint = ec2(
        request, "CreateVpcEndpoint",
        TagSpecifications=specifications(request, "vpc-endpoint"),
        PolicyDocument=policy(request),
        VpcEndpointType=request["VpcEndpointType"] or "Gateway",
        **request.without("PolicyDocument", "Tags", "VpcEndpointType"),
    )["VpcEndpoint"]
    return endpoint_record(endpoint)


def update_endpoint(request: Request) -> Record:
    changes: dict[str, Any] = {}
    for name in ENDPOINT_LISTS:
        before, after = request.previous.get(f"{name}s") or [], request[f"{name}s"] or []
        changes[f"Add{name}s"] = [one for one in after if one not in before] or None
        changes[f"Remove{name}s"] = [one for one in before if one not in after] or None
    ec2(
        request, "ModifyVpcEndpoint",
        VpcEndpointId=request.physical_id, PolicyDocument=policy(request), **request.only("PrivateDnsEnabled"), **changes,
    )
    return endpoint_record(ec2(request, "DescribeVpcEndpoints", VpcEndpointIds=[request.physical_id])["VpcEndpoints"][0])


def endpoint_record(endpoint: dict[str, Any]) -> Record:
    attributes = {
        "CreationTimestamp": str(endpoint.get("CreationTimestamp", "")),
        "DnsEntries": [f"{one['HostedZoneId']}:{one['DnsName']}" for one in endpoint.get("DnsEntries") or []],
        "Id": endpoint["VpcEndpointId"],
        "NetworkInterfaceIds": endpoint.get("NetworkInterfaceIds") or [],
    }
    return Record(endpoint["VpcEndpointId"], attributes)


def remove_endpoint(request: Request) -> None:
    ec2(request, "DeleteVpcEndpoints", VpcEndpointIds=[request.physical_id])


def policy(request: Request) -> str | None:
    document = request["PolicyDocument"]
    return document if document is None or isinstance(document, str) else json.dumps(document)


def set_switches(request: Request, operation: str, identity: dict[str, str], names: tuple[str, ...]) -> None:
    """One call changes one attribute."""
    for name in names:
        if request.differs(name) and request[name] is not None:
            ec2(request, operation, **identity, **{name: {"Value": request[name]}})


def ec2(request: Request, operation: str, **parameters: Any) -> dict[str, Any]:
    return request.aws.call("ec2", operation, **parameters)


KINDS = {
    "AWS::EC2::EIP": Kind(allocate_address, update_address, release_address),
    "AWS::EC2::InternetGateway": Kind(create_internet_gateway, update_internet_gateway, remove_internet_gateway),
    "AWS::EC2::NatGateway": Kind(create_nat_gateway, update_nat_gateway, remove_nat_gateway),
    "AWS::EC2::Route": Kind(create_route, update_route, remove_route),
    "AWS::EC2::RouteTable": Kind(create_route_table, update_route_table, remove_route_table),
    "AWS::EC2::Subnet": Kind(create_subnet, update_subnet, remove_subnet),
    "AWS::EC2::SubnetRouteTableAssociation": Kind(associate_route_table, same, disassociate_route_table),
    "AWS::EC2::VPC": Kind(create_vpc, update_vpc, remove_vpc),
    "AWS::EC2::VPCEndpoint": Kind(create_endpoint, update_endpoint, remove_endpoint),
    "AWS::EC2::VPCGatewayAttachment": Kind(attach_gateway, reattach_gateway, detach_gateway),
}
