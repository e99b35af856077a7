"""tool.arch.openapiCheck: is the OpenAPI document valid? By the OpenAPI 3.1 JSON Schema (jsonschema, in a process of its own) and written rules."""

from __future__ import annotations

import json
import sys
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.evidence import about, rule_producer
from phases.sandboxed.planning.openapi_rules import broken_rules, operations
from phases.sandboxed.reports import tool_report

TOOL, VERSION = "tool.arch.openapiCheck", "1.0.0"
MOST_ERRORS = 50
# drf-spectacular carries the OpenAPI Initiative's own schema; it is found without importing the package, which wants Django
VALIDATOR = """
import importlib.metadata, importlib.util, json, pathlib, sys
from jsonschema import Draft202012Validator
folder = pathlib.Path(importlib.util.find_spec("drf_spectacular").submodule_search_locations[0])
schema = json.loads((folder / "validation" / "openapi_3_1_schema.json").read_text(encoding="utf-8"))
errors = Draft202012Validator(schema).iter_errors(json.load(open(sys.argv[1], encoding="utf-8")))
found = sorted(["/" + "/".join(map(str, error.absolute_path)), error.message[:300]] for error in errors)
print(json.dumps({"version": importlib.metadata.version("jsonschema"), "schema": schema.get("$id", ""), "errors": found}))
"""


def run(ctx: Context) -> dict[str, Any]:
    """Return the ToolReport about the newest OpenAPI artifact: `openapi_errors` (a number), `operations`, `errors`. Raises MissingInput."""
    document = ctx.read("OpenAPI")["document"]
    broken = [{"pointer": pointer, "message": message} for pointer, message in broken_rules(document)]
    ruled = rule_producer(TOOL, VERSION, broken)
    file = ctx.workdir / "openapi.json"
    file.write_text(json.dumps(document, sort_keys=True), encoding="utf-8")
    done = ctx.execute([sys.executable, "-I", "-c", VALIDATOR, str(file)], timeout_s=60)
    said = _read(done.stdout) if done.exit_code == 0 else None
    if said is None:
        error = f"the OpenAPI schema could not be applied: {done.stderr.decode(errors='replace')[-500:]}"
        return tool_report(TOOL, version=VERSION, producers=[ruled, done.producer("jsonschema", "unknown")], data={}, outcome="error", error=error)
    errors = broken + [{"pointer": pointer, "message": message} for pointer, message in said["errors"]]
    data = {
        "openapi_errors": len(errors),
        "operations": len(list(operations(document))),
        "errors": errors[:MOST_ERRORS],
        "schema": said["schema"],
        **about(document),
    }
    validated = {**done.producer("jsonschema", said["version"]), "command": "jsonschema: openapi.json against the OpenAPI 3.1 schema"}
    return tool_report(TOOL, version=VERSION, producers=[ruled, validated], data=data)


def _read(output: bytes) -> dict[str, Any] | None:
    try:
        return json.loads(output)
    except ValueError:
        return None
