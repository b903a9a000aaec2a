"""Calls that users of the sandbox make with their own clients, so that the contract covers them. Usage:
python3 operations, with the environment of the sandbox."""

from alarms import alarms
from containers import containers
from failures import failures
from groups import groups
from identity import identity
from keys import secrets
from load_balancers import load_balancers
from log_groups import log_groups
from machines import images, machines
from network import network
from objects import objects
from parameters import parameters
from repositories import repositories
from secret_values import secret_values
from service_scaling import service_scaling
from stacks import stacks
from topics import topics

identity()
network()
images()
machines()
secrets()
containers()
repositories()
load_balancers()
service_scaling()
secret_values()
log_groups()
parameters()
topics()
alarms()
objects()
groups()
stacks()
failures()
