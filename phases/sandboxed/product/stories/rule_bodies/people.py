"""Tests of rules about who may: access, approval, visibility."""

from __future__ import annotations

from collections.abc import Mapping

from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.stories.rule_bodies.benches import Bench, Body, Written
from phases.sandboxed.product.stories.rule_bodies.lines import (
    DONE,
    answers,
    does,
    makes,
    prepares,
)


def _access(bench: Bench) -> dict[str, Body | None]:
    rule, found = bench.rule, {}
    for action in rule.actions:
        for role in bench.roles.names:
            may = role in rule.roles
            found[f"{'may' if may else 'not'} {action} {role}"] = _tried(bench, action, role, DONE.get(action, 200) if may else 403)
        if not set(bench.roles.names) - set(rule.roles):
            found[f"not {action}"] = _tried(bench, action, "", 401)
    return found


def _tried(bench: Bench, action: str, role: str, status: int, *changes: Mapping[str, str]) -> Body:
    """Return the lines in which a role tries something with a row, its own where it sees no others; refused, nothing may have changed."""
    if action == "create":
        lines = [does(bench, "create", "None", role), answers(status)]
        if status < 400:
            return lines
        return [f"before = self.total({bench.id})", *lines, f"self.assertEqual(self.total({bench.id}), before)"]
    ready = prepares(bench, action, *changes)
    if role and not bench.roles.sees_all(role, bench.resource.id):
        ready = [f"with self.signed_in({literal(role)}):", *(f"    {line}" for line in ready)]
    lines = [*ready, *([f"row = self.read({bench.id}, row)"] if status >= 400 else []), does(bench, action, "row", role), answers(status)]
    return [*lines, f"self.assertEqual(self.read({bench.id}, row), row)"] if status >= 400 else lines


def _approval(bench: Bench) -> dict[str, Body | None]:
    rule = bench.rule
    limited = bool(rule.attribute) and rule.above is not None
    over: dict[str, str] = {rule.attribute: literal(rule.above + 1)} if limited else {}
    small: dict[str, str] = {rule.attribute: literal(rule.above)} if limited else {}
    found: dict[str, Body | None] = {"nobody": _tried(bench, rule.action, "", 401, over)}
    for role in bench.roles.names:
        if role in rule.roles:
            found[f"by {role}"] = _tried(bench, rule.action, role, 200, over)
        else:
            found[f"not {role}"] = _tried(bench, rule.action, role, 403, over)
            found[f"small {role}"] = _tried(bench, rule.action, role, 200, small)
    return found


def _visibility(bench: Bench) -> dict[str, Body | None]:
    found: dict[str, Body | None] = {}
    listed = f'[row["id"] for row in self.api("GET", "{bench.api}?limit=100").json()["items"]]'
    for role in bench.rule.roles:
        mine = [f"self.sign_in({literal(role)})", f"row = {makes(bench)}"]
        found[f"own {role}"] = [
            *mine,
            f'self.assertIn(row["id"], {listed})',
            f"self.assertEqual(self.read({bench.id}, row, role={literal(role)}), row)",
        ]
        foreign = [f"with self.another_account({literal(bench.creator())}):", f"    row = {makes(bench)}", f"self.sign_in({literal(role)})"]
        address = f"f\"{bench.api}/{{row['id']}}\""
        found[f"hidden {role}"] = [
            *foreign,
            f'self.assertNotIn(row["id"], {listed})',
            f'self.assertEqual(self.api("GET", {address}).status, 404)',
            f"""self.assertEqual(self.ask("GET", f"/{bench.resource.path}/{{row['id']}}").status, 404)""",
        ]
        found[f"kept {role}"] = [
            f"with self.another_account({literal(bench.creator())}) as other:",
            f"    row = {makes(bench)}",
            f'answer = self.do({bench.id}, row, "update", role={literal(role)})',
            answers(404),
            f"with self.another_account({literal(bench.creator())}, other):",
            f"    self.assertEqual(self.read({bench.id}, row, role={literal(bench.creator())}), row)",
        ]
    return found


WRITTEN: Written = {
    "access": _access,
    "approval": _approval,
    "visibility": _visibility,
}
