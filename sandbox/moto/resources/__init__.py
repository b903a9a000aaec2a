"""Manages single CloudFormation resources with their service's calls; see sandbox/cloudformation/actuator/README.md."""
