"""tool.release.rollback: rehearses upgrade and rollback on one database file: build's product, the release, build's product again.

1. Start the version before on an empty database and add one row of every resource.
2. Start the release on that file: every row has to be there with its values; add one more of each.
3. Start the version before on that file again: its own rows unchanged, and the newer rows readable.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.product.filling import Filling
from phases.sandboxed.product.running import Accounts, ServiceFailed, running
from phases.sandboxed.release.attempts import UNREACHABLE, Attempt, ToolBroken, attempt, check
from phases.sandboxed.release.guests import Guests
from phases.sandboxed.release.history import previous_version
from phases.sandboxed.release.rows import RowRefused, Rows

ID, VERSION = "tool.release.rollback", "1.0.0"
Kept = dict[str, dict[str, Any]]


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, previous, rollback, steps, rows_written, rows_kept_forward, rows_kept_back}."""
    return attempt(ctx, ID, VERSION, _rehearse)


def _rehearse(ctx: Context, product: repository.Repository) -> Attempt:
    bundle = previous_version(ctx)
    if bundle is None:
        raise ToolBroken("there is no version before this one that could be returned to: build left no bundle")
    before = repository.checkout(ctx, bundle, folder="before")
    rehearsal = _Rehearsal(ctx.read("DomainModel"), ctx.workdir)
    written = rehearsal.step("start the version before and add rows", before.path, _write)
    forward = rehearsal.step("start the release on its data, find the rows, add more", product.path, _upgrade, written)
    everything = {**(written or {}), **_in_terms_of(written or {}, forward or {})}
    back = rehearsal.step("return to the version before on the same data, find all rows", before.path, _check_all, everything)
    data = {
        "previous": before.head,
        "rollback": len(rehearsal.steps) == 3 and all(step["passed"] for step in rehearsal.steps),
        "steps": rehearsal.steps,
        "rows_written": len(written or {}),
        "rows_kept_forward": rehearsal.kept.get("forward", 0),
        "rows_kept_back": len(back or {}),
    }
    return Attempt(data=data, measured={}, command="python -m app --database FILE (before, release, before)")


class _Rehearsal:
    """Runs the steps one after the other over one database; a step after a failed one is not tried."""

    def __init__(self, model: Mapping[str, Any], workdir: Path):
        self.model, self.workdir = model, workdir
        self.steps: list[dict[str, Any]] = []
        self.kept: dict[str, int] = {}
        self.accounts: Accounts | None = None
        self.filling: Filling | None = None

    def step(self, name: str, path: Path, work: Any, known: Kept | None = None) -> Kept | None:
        if any(not step["passed"] for step in self.steps):
            return None
        try:
            with running(path, self.workdir, database="rehearsal.sqlite3", accounts=self.accounts) as service:
                self.accounts = service.accounts
                guests = Guests(service, self.model, filling=self.filling)
                self.filling = guests.filling
                found, wrong = work(Rows(self.model, guests), known or {}, self.kept)
        except (ServiceFailed, RowRefused, *UNREACHABLE) as error:
            lines = [line.strip() for line in str(error).splitlines() if line.strip()]
            found, wrong = {}, [f"{type(error).__name__}: {lines[-1][:300] if lines else error}"]
        detail = "; ".join(wrong) or f"{len(found)} rows"
        self.steps.append(check(name, not wrong, detail))
        return found


def _in_terms_of(written: Kept, newer: Kept) -> Kept:
    """Return the newer rows with those values alone that the version before knows: it need not read what it never had."""
    names = {address.rpartition("/")[0]: set(row) for address, row in written.items()}
    return {address: {name: value for name, value in row.items() if name in names[address.rpartition("/")[0]]} for address, row in newer.items()}


def _write(rows: Rows, known: Kept, kept: dict[str, int]) -> tuple[Kept, list[str]]:
    """Add a row of every resource; return address → row, and what went wrong."""
    made: Kept = {}
    for id, resource in rows.resources.items():
        row = rows.add(id)
        made[f"/api/{resource.path}/{row['id']}"] = row
    return made, []


def _upgrade(rows: Rows, known: Kept, kept: dict[str, int]) -> tuple[Kept, list[str]]:
    found, wrong = _check_all(rows, known, kept)
    kept["forward"] = len(found)
    if wrong:
        return found, wrong
    more, _ = _write(rows, {}, kept)
    return more, []


def _check_all(rows: Rows, known: Kept, kept: dict[str, int]) -> tuple[Kept, list[str]]:
    """Read every known row again; return those that are there with every value, and what is wrong."""
    found: Kept = {}
    wrong = []
    for address, row in known.items():
        answer = rows.reading(address).api("GET", address)
        now = answer.json() if answer.status == 200 else {}
        lost = [name for name, value in row.items() if name not in now or now[name] != value]
        if answer.status != 200:
            wrong.append(f"GET {address} answered {answer.status}")
        elif lost:
            wrong.append(f"{address}: {', '.join(lost)} is not what was written")
        else:
            found[address] = now
    return found, wrong
