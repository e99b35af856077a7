"""What counts as a guard's report: nothing that a gate reads passes this border unchecked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.contracts.evidence import GUARD_REPORT_SCHEMA
from phases.schemas.validation import InvalidContent, validate
from runs.errors import TaskError


def check_guard_report(guard: str, report: Mapping[str, Any]) -> None:
    """Refuse what is no GuardReport of this guard. Raises TaskError (schema)."""
    try:
        validate(GUARD_REPORT_SCHEMA, report, f"the report of {guard}")
    except InvalidContent as error:
        raise TaskError(str(error), error_class="schema") from error
    if report["guard"] != guard:
        raise TaskError(f"{guard} gave a report in the name of {report['guard'][:80]!r}", error_class="schema")
