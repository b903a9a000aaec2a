"""The API's data: moto's server, mended where it differs from AWS in what the sandbox relies on.

Usage: server.py SETTINGS, where SETTINGS is JSON: {"port", "accountId", "region", "machineNetwork"}; or
server.py --import-only, which imports what the usual calls need and ends.
"""

import json
import logging
import os
import sys
import threading

import_only = sys.argv[1] == "--import-only"
settings = {"accountId": "0" * 12} if import_only else json.loads(sys.argv[1])
os.environ["MOTO_ACCOUNT_ID"] = settings["accountId"]
os.environ["MOTO_ENABLE_AMI_VALIDATION"] = "true"

# Moto reads both when it is imported.
import moto.core.models  # noqa: E402

moto.core.models.DEFAULT_ACCOUNT_ID = settings["accountId"]
moto.core.DEFAULT_ACCOUNT_ID = settings["accountId"]

import moto.ec2.models  # noqa: E402
import moto.ecs.models  # noqa: E402
import moto.iam.models  # noqa: E402
import moto.ssm.models  # noqa: E402
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

# Compiled moto is kept, in its own environment; this folder is the project's, and stays as it is.
sys.dont_write_bytecode = True
from likeness import catalogue, containers, images, instances, parameters, state, tags  # noqa: E402

sys.dont_write_bytecode = False


def main() -> None:
    # The gateway records the calls.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    catalogue.install()
    images.install()
    instances.install(settings["machineNetwork"])
    containers.install()
    parameters.install()
    tags.install()
    application = state.route(settings["accountId"], DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", settings["port"], one_at_a_time(application), threaded=True)
    catalogue.load(settings["accountId"], settings["region"])
    server.serve_forever()


def one_at_a_time(application):
    """Moto is not made for threads: two calls at once may break each other's answer (seen with 8 bakes)."""
    lock = threading.Lock()

    def call(environ, start_response):
        with lock:
            return list(application(environ, start_response))

    return call


if not import_only:
    main()
