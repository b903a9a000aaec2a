"""The API's data: moto's server, patched where the sandbox relies on AWS's behavior.

Usage: server.py SETTINGS, where SETTINGS is JSON: {"port", "accountId", "region", "machineNetwork"}; or
server.py --import-only, which imports the modules of the usual calls and exits.
"""

import json
import logging
import os
import sys
import threading
import traceback

import_only = sys.argv[1] == "--import-only"
settings = {"accountId": "0" * 12} if import_only else json.loads(sys.argv[1])
os.environ["MOTO_ENABLE_AMI_VALIDATION"] = "true"

# Moto reads these on import.
import moto.core.models  # noqa: E402

moto.core.models.DEFAULT_ACCOUNT_ID = settings["accountId"]
moto.core.DEFAULT_ACCOUNT_ID = settings["accountId"]

import botocore.session  # noqa: E402, F401
import moto.autoscaling.models  # noqa: E402
import moto.autoscaling.responses  # noqa: E402
import moto.ec2.models  # noqa: E402
import moto.ecr.models  # noqa: E402
import moto.ecs.models  # noqa: E402
import moto.ecs.responses  # noqa: E402
import moto.elbv2.models  # noqa: E402
import moto.iam.models  # noqa: E402
import moto.kms.models  # noqa: E402
import moto.s3.models  # noqa: E402
import moto.s3.responses  # noqa: E402
import moto.ssm.models  # noqa: E402
from flask import got_request_exception  # noqa: E402
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

# Python may write bytecode into moto's environment, but not into this folder of the project.
sys.dont_write_bytecode = True
from patches import (  # noqa: E402
    buckets,
    capacity,
    catalogue,
    containers,
    ecr,
    fleets,
    group_lifecycle,
    groups,
    image_parameters,
    images,
    instances,
    keys,
    launch_templates,
    load_balancers,
    managed_policies,
    paging,
    parameters,
    scalable_targets,
    shared_images,
    scheduled,
    snapshots,
    state,
    subnets,
    tags,
    wire,
)
from resources.handle import handle  # noqa: E402

sys.dont_write_bytecode = False


def main() -> None:
    # The gateway logs the calls.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    got_request_exception.connect(log_crash)
    buckets.install()
    capacity.install()
    catalogue.install()
    images.install()
    instances.install(settings["machineNetwork"])
    containers.install()
    ecr.install()
    fleets.install()
    groups.install()
    image_parameters.install()
    keys.install()
    launch_templates.install()
    load_balancers.install(settings["machineNetwork"])
    managed_policies.install()
    paging.install()
    parameters.install()
    scalable_targets.install()
    shared_images.install()
    scheduled.install()
    snapshots.install()
    subnets.install()
    tags.install()
    application = state.route(settings["accountId"], wire.speak(DomainDispatcherApplication(create_backend_app)))
    served = route_resources(one_at_a_time(application))
    server = make_server("127.0.0.1", settings["port"], served, threaded=True)
    catalogue.load(settings["accountId"], settings["region"])
    server.serve_forever()


def one_at_a_time(application):
    """Moto is not thread-safe: two calls at once can corrupt each other's response (seen with 8 bakes)."""
    lock = threading.Lock()

    def call(environ, start_response):
        with lock:
            if environ.get("PATH_INFO") == "/sandbox/fleet":
                return list(application(environ, start_response))
            if environ.get("PATH_INFO") == "/sandbox/state":
                settle()
                return list(application(environ, start_response))
            answer = list(application(environ, start_response))
            settle()
            return answer

    return call


def log_crash(_: object, exception: Exception, **__: object) -> None:
    """Flask does not log the exception."""
    traceback.print_exception(exception)


def settle() -> None:
    """Applies the call's effects to groups. A failure does not fail the call."""
    try:
        group_lifecycle.settle(settings["accountId"])
    except Exception:
        traceback.print_exc()


def route_resources(application):
    """Creating a resource makes calls to this server, so it must not hold the lock."""

    def call(environ, start_response):
        if environ.get("PATH_INFO") != "/sandbox/resources":
            return application(environ, start_response)
        order = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        body = json.dumps(handle(order, state.account_of(environ, settings["accountId"]))).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return call


if not import_only:
    main()
