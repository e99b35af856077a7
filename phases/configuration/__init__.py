"""The configuration of phases and agents: YAML files, read fresh for each run, checked by schema and against each other."""

from phases.configuration.loading import Configuration, check_config, load_configuration

__all__ = ["Configuration", "check_config", "load_configuration"]
