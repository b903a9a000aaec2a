"""The part of the ECS agent that runs tasks; sandbox/tree/README.md describes its behavior."""
