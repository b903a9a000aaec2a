"""Single resources of CloudFormation, made with the services' own calls. sandbox/cloudformation/actuator/README.md"""
