"""tool.dast.zap: the started product under schemathesis, and under our own probes of headers and attacks.

Schemathesis generates requests from the OpenAPI document that the product serves, with a fixed seed; its JSON report is
read, never its exit code alone. A product that does not start, or a run that did not finish, is an error.
"""

from __future__ import annotations

import gzip
import http.client
import json
import time
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ideamine.lib.canonical import digest
from phases.sandboxed.context import Context
from phases.sandboxed.product.rule_notes import operations_with_value_rules
from phases.sandboxed.security import probes
from phases.sandboxed.security.findings import SEVERITIES, finding, ordered
from phases.sandboxed.security.policy import Check, apply
from phases.sandboxed.security.scanning import Product, Scan, ToolBroken, producer, report, run_python, tail, version_of

ID, VERSION, ENGINE, PROBES = "tool.dast.zap", "1.0.0", "schemathesis", "written HTTP probes"
MAX_EXAMPLES, SEED, TIMEOUT_S = 3, 20000101, 180
# what hypothesis finds out by trying every character, for two to three seconds: UTF-8 has them all but the surrogates, and reads each back
# as written. The name and the form are those of its own store; a version that has others goes on trying.
UTF_8_TABLE = ("codec-v2-utf-8.json.gz", [[[0, 0xD7FF], [0xE000, 0x10FFFF]], []])
# ending the session would make strangers of all requests that follow; our own probes try it
LEFT_OUT = "signOut"
OPTIONS = (
    "--exclude-operation-id",
    LEFT_OUT,
    "--checks",
    "all",
    "--phases",
    "examples,coverage,fuzzing",
    "--max-examples",
    str(MAX_EXAMPLES),
    "--seed",
    str(SEED),
    "--generation-deterministic",
    "--no-shrink",
    "--continue-on-failure",
    "--workers",
    "1",
    "--request-timeout",
    "5",
    "--no-color",
)


def run(ctx: Context) -> dict[str, Any]:
    """Return the ToolReport; `dast_failures` is schemathesis', `attacks_succeeded` and `security_headers_missing` the probes'."""
    return report(ctx, ID, VERSION, _scan)


def _scan(ctx: Context, product: Product) -> Scan:
    from phases.sandboxed.product.roles import Roles
    from phases.sandboxed.product.running import running

    folder = ctx.workdir / "service"
    folder.mkdir()
    try:
        with running(product.path, folder) as service:
            roles = Roles(ctx.read("DomainModel"))
            token, account = service.sign_in(roles.main), service.accounts.get(roles.main)
            # the probes first: afterwards what they store stands beyond the first page of many generated rows
            probed, headers, attacks, document = _probe(service.url, token, account)
            made, told = _schemathesis(ctx, service.url, token, _allowances(product))
    except (http.client.HTTPException, RuntimeError) as error:
        if isinstance(error, ToolBroken):
            raise
        raise ToolBroken(f"the product could not be started or asked: {type(error).__name__}: {error}") from None
    missing, held = list(apply(PROBES, headers)), list(apply(PROBES, attacks))
    failures = _failures(told)
    found = ordered([*missing, *held, *failures])
    data = {
        "operations_tested": told["operations"]["tested"],
        "pages_probed": len({check.file for check in headers}),
        "attacks": len(attacks),
        "attacks_succeeded": len(held),
        "dast_failures": len(failures),
        "security_headers_missing": len(missing),
        "producer_of": dict.fromkeys(("pages_probed", "attacks", "attacks_succeeded", "security_headers_missing"), 0),
        "findings": found,
        "openapi_sha256": digest(document),
    }
    return Scan(producers=[probed, made], data=data, measured={"test_cases": told["test_cases"]["generated"], "running_time_s": told["running_time"]})


def _probe(url: str, token: str, account: Any) -> tuple[dict[str, Any], list[Check], list[Check], Mapping[str, Any]]:
    """Return the probes' producer, the header checks, the attacks, and the OpenAPI document that the product serves."""
    started = time.monotonic()
    served = probes.ask(url, "GET", "/openapi.json")
    try:
        document = json.loads(served.body)
    except ValueError:
        raise ToolBroken(f"/openapi.json is no JSON (status {served.status})") from None
    known = probes.identity(token)
    paths = probes.readable_paths(document)
    headers = [check for path in paths for who in (known, None) for check in probes.header_checks(probes.ask(url, "GET", path, headers=who))]
    attacks = list(probes.active_checks(url, document, known))
    if account is not None:
        strangers, session = probes.stranger_checks(url, document), probes.session_checks(url, account.name, account.password)
        attacks += [*strangers, *session, probes.guessing_check(url)]
    shown = [(check.rule, check.file, check.passed) for check in (*headers, *attacks)]
    made = {
        "tool": PROBES,
        "version": VERSION,
        "command": "GET every readable path; traversal, TRACE, broken JSON, foreign form, stored markup, strangers, sessions, guessing",
        "exit_code": 0,
        "duration_ms": int((time.monotonic() - started) * 1000),
        "output_sha256": digest(shown),
    }
    return made, headers, attacks, document


def _allowances(product: Product) -> str:
    """Return schemathesis' configuration: where a rule over several values, which no schema can say, may refuse what the schema allows.

    The contract names these rules under `x-rules`; everywhere else a refusal of valid data stays a failure.
    """
    try:
        operations = operations_with_value_rules(json.loads(product.text("openapi.json")))
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return ""  # a product whose contract cannot be read gets no allowance
    statuses = json.dumps(["2xx", "3xx", "401", "403", "404", "409", "422", "429", "5xx"])
    return "".join(
        f"[[operations]]\ninclude-name = {json.dumps(name)}\nchecks.positive_data_acceptance.expected-statuses = {statuses}\n\n"
        for name in operations
    )


def _schemathesis(ctx: Context, url: str, token: str, allowances: str) -> tuple[dict[str, Any], dict[str, Any]]:
    target = ctx.workdir / "schemathesis.json"
    signed = ["--header", f"Authorization: Bearer {token}"] if token else []
    store_known_characters(ctx.workdir / "hypothesis")
    config = ctx.workdir / "schemathesis.toml"
    config.write_text(allowances, encoding="utf-8")
    done = run_python(
        ctx,
        [
            "-m",
            "schemathesis.cli",
            "--config-file",
            str(config),
            "run",
            f"{url}/openapi.json",
            *OPTIONS,
            *signed,
            "--report",
            "json",
            "--report-json-path",
            str(target),
        ],
        timeout_s=TIMEOUT_S,
        env={"HYPOTHESIS_STORAGE_DIRECTORY": str(ctx.workdir / "hypothesis")},
    )
    made = producer(done, ENGINE, version_of(ENGINE), " ".join(["schemathesis run URL/openapi.json", *OPTIONS]))
    try:
        told = json.loads(target.read_text(encoding="utf-8"))
        operations = told["operations"]
        finished = (
            told["complete"]
            and operations["selected"] > 0
            and operations["tested"] == operations["selected"]
            and not operations["errored"]
            and not told["errors"]
            and done.exit_code == (1 if told["failures"] else 0)
        )
    except (OSError, ValueError, KeyError) as error:
        raise ToolBroken(
            f"schemathesis ended with {done.exit_code} and no readable report ({error}): {tail(done.stdout + done.stderr)}", [made]
        ) from None
    if not finished:
        raise ToolBroken(
            f"schemathesis did not finish (exit {done.exit_code}, {told['stop_reason']}): {json.dumps(told['errors'])[:300]} {tail(done.stdout)}",
            [made],
        )
    return made, told


def store_known_characters(folder: Path) -> None:
    """Write into hypothesis' store what UTF-8 can say, so that it need not be found out anew by every process."""
    name, table = UTF_8_TABLE
    file = folder / "unicode_data" / unicodedata.unidata_version / name
    file.parent.mkdir(parents=True)
    file.write_bytes(gzip.compress(json.dumps(table).encode(), mtime=1))


def _failures(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one finding for each failure and operation."""
    return [
        finding(
            ENGINE,
            failure["code"],
            failure["severity"] if failure["severity"] in SEVERITIES else "high",
            f"{failure['title']} ({failure['type']})",
            file=operation,
            fix=f"Run `schemathesis explain {failure['code']}` for what the answer should be.",
        )
        for failure in told["failures"]
        for operation in failure["operations"]
    ]
