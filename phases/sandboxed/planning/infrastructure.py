"""How the product will run: services, environments, backups, what is watched. Used by InfrastructureAgent."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.claims import Given, by_rule, rule_says
from phases.sandboxed.speech import speech_of

PORT = 8000


def infra_plan(model: DomainModel, nfrs: Given, pricing: Given | None = None) -> dict[str, Any]:
    """Return the content of an InfraPlan artifact, with claims."""
    speech = speech_of(model)
    rule, kinds = speech.rule, speech.listed(f"{speech.thing(entity):many}" for entity in model.entities)
    backup = speech.say("A copy of the database with all {kinds} is made each day and kept for two weeks.", kinds=kinds)
    return {
        "services": [
            {
                "name": model.slug,
                "image": speech.say("Dockerfile of the repository"),
                "command": f"python -m app --host 0.0.0.0 --port {PORT} --database /data/{model.slug}.sqlite3",
                "port": PORT,
                "health": "GET /healthz",
                "replicas": 1,
                "resources": {"cpus": 1, "memory_mb": 256},
                "why": rule_says(rule("arch.infra.one_replica")),
            }
        ],
        "storage": [
            {
                "name": f"{model.slug}-data",
                "mount": "/data",
                "holds": kinds,
                "backup_every_hours": 24,
                "keep_backups": 14,
                **({} if pricing is None else _size(pricing)),
                "why": by_rule(backup, rule("arch.infra.backup")),
            }
        ],
        "environments": [{"name": name, "purpose": rule_says(rule(f"arch.infra.{name}"))} for name in ("test", "staging", "production")],
        "pipeline": [{"stage": stage, "why": rule_says(rule(f"arch.ci.{stage}"))} for stage in ("test", "scan", "build", "deploy")],
        "watching": [
            _watched(index, entry, nfrs) for index, entry in enumerate(nfrs.content["nfrs"]) if entry["category"] in ("performance", "reliability")
        ],
        "network": {"public_ports": [443], "tls": rule_says(rule("arch.infra.tls")), "egress": []},
    }


def _size(pricing: Given) -> dict[str, Any]:
    """Return the size for which the cost to run was computed, so that plan and price speak of the same machine."""
    index = next(index for index, result in enumerate(pricing.content["results"]) if result["name"] == "storage_mb")
    return {"size_mb": pricing.content["results"][index]["value"], "sized_by": pricing.repeated(f"/results/{index}/statement")}


def _watched(index: int, entry: dict[str, Any], nfrs: Given) -> dict[str, Any]:
    return {
        "nfr": entry["id"],
        "metric": entry["metric"],
        "alert_when_not": f"{entry['operator']} {entry['value']:g} {entry['unit']}",
        "why": nfrs.repeated(f"/nfrs/{index}/statement"),
    }
