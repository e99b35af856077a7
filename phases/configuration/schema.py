"""The JSON Schemas of a phase file and an agent file: every key, its type, its bounds."""

from __future__ import annotations

from typing import Any

from phases.contracts.plans import RUBRIC_KINDS
from phases.schemas.build import DIALECT, Schema, boolean, integer, list_of, number, record, text
from runs.contracts import RESOURCES

PARALLELISM = ("sequential", "parallel", "partial", "iterative")
AGGREGATIONS = ("merge", "concat", "vote", "custom")
EXECUTORS = ("sandbox", "inline")
GATE_RETRIES_MAX = 5

_NAME = text(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
_ID = text(pattern=r"^[A-Za-z][A-Za-z0-9.-]*$")
_TYPE = text(pattern=r"^[A-Z][A-Za-z0-9]*$")
_DOMAIN = text(pattern=r"^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$")
_SHARE = number(minimum=0, maximum=1)
_RANGE: Schema = {"type": "array", "items": integer(minimum=0), "minItems": 2, "maxItems": 2}
_RUBRIC_VALUE: Schema = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "boolean"}, _RANGE]}


def ids() -> Schema:
    return list_of(_ID, unique=True)


RUBRICS: Schema = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "patternProperties": {
        f"^[a-z][a-z0-9_]*_({'|'.join(RUBRIC_KINDS)})$": {
            "anyOf": [*_RUBRIC_VALUE["anyOf"], record({"hard": boolean(), "optional": boolean()}, value=_RUBRIC_VALUE)]
        }
    },
}

PHASE_SCHEMA: Schema = {
    "$schema": DIALECT,
    "$id": "schema.config.phase.v1",
    "title": "A phase file, config/<phase>.yaml",
    **record(
        {
            "executor": text(enum=list(EXECUTORS)),
            "aggregator": _ID,
            "egress": list_of(_DOMAIN, unique=True),
            "blocked_domains": list_of(_DOMAIN, unique=True),
            "sandbox": record({"memory_mb": integer(minimum=64), "cpus": number(minimum=0.1)}),
            "retry": record({"max_attempts": integer(minimum=0, maximum=20), "gate_retries": integer(minimum=0, maximum=GATE_RETRIES_MAX)}),
            "refinery": record({"fission_min_coverage": _SHARE, "fusion_min_consensus": _SHARE}),
            "qav": record({"max_questions": integer(minimum=0), "max_iterations": integer(minimum=1), "clarity_min": _SHARE}),
            "loop": record({"done_when": text()}, max_iterations=integer(minimum=1)),
            "allowlisted_tools": ids(),
            "heartbeat_seconds": integer(minimum=1),
            "stall_threshold_heartbeats": integer(minimum=1),
        },
        phase=_NAME,
        dependencies=list_of(_NAME, unique=True),
        parallelism={"anyOf": [text(enum=list(PARALLELISM)), integer(minimum=1)]},
        agents={**ids(), "minItems": 1},
        aggregation=text(enum=list(AGGREGATIONS)),
        budgets=record({name: number(minimum=0) for name in RESOURCES}),
        rubrics=RUBRICS,
        guards=ids(),
        timebox=text(pattern=r"^P(?=.)([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+S)?)?$"),
        artifacts=list_of(_TYPE, unique=True),
    ),
}

AGENT_SCHEMA: Schema = {
    "$schema": DIALECT,
    "$id": "schema.config.agent.v1",
    "title": "An agent file, config/agents/<id>.yaml",
    **record(
        {"tools": ids(), "egress": list_of(_DOMAIN, unique=True), "prompt": text(empty=True), "models": list_of(text(), unique=True)},
        id=_ID,
        version=text(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$"),
        role=text(),
        needs=list_of(_TYPE, unique=True),
        produces=list_of(_TYPE, unique=True),
    ),
}

# what a phase file need not say
DEFAULTS: dict[str, Any] = {
    "executor": "sandbox",
    "aggregator": None,
    "egress": [],
    "blocked_domains": [],
    "allowlisted_tools": [],
    "sandbox": {"memory_mb": 2048, "cpus": 1},
    "retry": {"max_attempts": 5, "gate_retries": 5},
    "refinery": {"fission_min_coverage": 0.90, "fusion_min_consensus": 0.85},
    "qav": {"max_questions": 50, "max_iterations": 3, "clarity_min": 0.85},
    "loop": {},
    "heartbeat_seconds": 60,
    "stall_threshold_heartbeats": 3,
}
