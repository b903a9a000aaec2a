"""DescribeLaunchTemplateVersions without a template, which describes the default and latest versions of all of them."""

from typing import Any

from moto.ec2.models.launch_templates import LaunchTemplateBackend
from moto.ec2.responses.launch_templates import LaunchTemplates


def install() -> None:
    moto_describe = LaunchTemplateBackend.describe_launch_template_versions
    moto_answer = LaunchTemplates.describe_launch_template_versions

    def describe(backend: Any, template_name: Any = None, template_id: Any = None, **asked: Any) -> Any:
        if template_name or template_id:
            return moto_describe(backend, template_name=template_name, template_id=template_id, **asked)
        return [
            (template, template.versions[number - 1])
            for template in backend.launch_templates.values()
            for number in sorted({template.get_version(name).number for name in asked["versions"]})
        ]

    def answer(response: Any) -> Any:
        found = moto_answer(response)
        images = response._filters_from_querystring().get("image-id")
        if images is not None:
            versions = found.result["LaunchTemplateVersions"]
            found.result["LaunchTemplateVersions"] = [
                version for version in versions if version["LaunchTemplateData"].get("ImageId") in images
            ]
        return found

    LaunchTemplateBackend.describe_launch_template_versions = describe
    LaunchTemplates.describe_launch_template_versions = answer
