"""The command lines of the platform and of docker-compose.yml are the same."""

from __future__ import annotations

import yaml

from ideamine import paths
from ideamine.platform import services

COMPOSE = yaml.safe_load((paths.PROJECT / "docker-compose.yml").read_text())["services"]


def _after(words, option):
    return list(words)[list(words).index(option) + 1]


def test_it_starts_thread_pools_for_each_queue_in_both_shapes():
    local = {_after(service.command, "-Q") for service in (services.worker(8), services.control(4))}
    composed = {_after(COMPOSE[name]["command"], "-Q") for name in ("worker-agent", "worker-tool", "control")}
    assert set(",".join(local).split(",")) == composed == {"agent", "tool", "control"}
    for command in (services.worker(8).command, *(COMPOSE[name]["command"] for name in ("worker-agent", "worker-tool", "control"))):
        assert _after(command, "-P") == "threads"
        assert set(services.QUIET) <= set(command)


def test_it_composes_a_redis_that_forgets_nothing():
    command = " ".join(COMPOSE["redis"]["command"])
    assert "--maxmemory-policy noeviction" in command
    assert "--appendonly yes" in command
    assert "--appendfsync everysec" in command


def test_every_container_has_a_health_check_and_is_restarted():
    for name, service in COMPOSE.items():
        assert service["restart"] in ("unless-stopped", "on-failure"), name
        assert "healthcheck" in service or name == "migrate", name


def test_the_web_process_keeps_no_connections():
    assert services.web("127.0.0.1", 8000).environment["CONN_MAX_AGE"] == COMPOSE["web"]["environment"]["CONN_MAX_AGE"] == "0"
