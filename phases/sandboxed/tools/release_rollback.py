"""tool.release.rollback: rehearses upgrade and rollback on one database file, to the release and back, then to the version after it and back.

1. Start the version before (build's product) on an empty database and add one row of every resource.
2. Start the release on that file: every row has to be there with its values; add one more of each.
3. Start the version before on that file again: its own rows unchanged, and the newer rows readable.
4. Copy the data; start the version after the release (one migration more, `release/next_version`) on it: migrated, every row there; add one.
5. Start the release on what the next version changed: it has to refuse data that it does not know.
6. Put the copy back, as RollbackPlan says, and start the release: every row as it was before, those of the next version gone.
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
from phases.sandboxed.release.next_version import NextVersion, copy_data, next_version, not_migrated
from phases.sandboxed.release.rows import RowRefused, Rows

ID, VERSION = "tool.release.rollback", "1.1.0"
DATABASE, COPY = "rehearsal.sqlite3", "rehearsal-before-next.sqlite3"
STEPS = 6
Kept = dict[str, dict[str, Any]]


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, previous, rollback, steps, next_migration, and the rows_… of each way}."""
    return attempt(ctx, ID, VERSION, _rehearse)


def _rehearse(ctx: Context, product: repository.Repository) -> Attempt:
    bundle = previous_version(ctx)
    if bundle is None:
        raise ToolBroken("there is no version before this one that could be returned to: build left no bundle")
    before = repository.checkout(ctx, bundle, folder="before")
    model = ctx.read("DomainModel")
    rehearsal = _Rehearsal(model, ctx.workdir)
    written = rehearsal.step("start the version before and add rows", before.path, _write)
    forward = rehearsal.step("start the release on its data, find the rows, add more", product.path, _upgrade, written)
    everything = {**(written or {}), **_in_terms_of(written or {}, forward or {})}
    back = rehearsal.step("return to the version before on the same data, find all rows", before.path, _check_all, everything)
    after = next_version(product.path, ctx.workdir / "next", model)
    migrated, restored = _there_and_back(rehearsal, product.path, after, {**everything, **(forward or {})})
    data = {
        "previous": before.head,
        "rollback": len(rehearsal.steps) == STEPS and all(step["passed"] for step in rehearsal.steps),
        "steps": rehearsal.steps,
        "rows_written": len(written or {}),
        "rows_kept_forward": rehearsal.kept.get("forward", 0),
        "rows_kept_back": len(back or {}),
        "next_migration": after.migration,
        "rows_kept_migrated": len(migrated or {}),
        "rows_restored": len(restored or {}),
    }
    return Attempt(data=data, measured={}, command="python -m app --database FILE (before, release, before, next, release, release)")


def _there_and_back(rehearsal: _Rehearsal, release: Path, after: NextVersion, known: Kept) -> tuple[Kept | None, Kept | None]:
    """Take the data to the version after the release and back; return the rows that it kept, and those that the copy brought back."""
    database, copy = rehearsal.workdir / DATABASE, rehearsal.workdir / COPY
    newer: Kept = {}

    def upgrade(rows: Rows, known: Kept, kept: dict[str, int]) -> tuple[Kept, list[str]]:
        found, wrong = _check_all(rows, known, kept)
        newer.update({} if wrong else _add_unlimited(rows))
        return found, [*wrong, *not_migrated(database, after)]

    def restored_rows(rows: Rows, known: Kept, kept: dict[str, int]) -> tuple[Kept, list[str]]:
        found, wrong = _check_all(rows, known, kept)
        return found, [*wrong, *_still_there(rows, newer)]

    if rehearsal.going_well:
        copy_data(database, copy)
    migrated = rehearsal.step("copy the data, start a next version with one migration more, find all rows", after.path, upgrade, known)
    rehearsal.refusal("start the release on what the next version changed: it refuses", release, f"schema version {after.schema_version}")
    if rehearsal.going_well:
        copy_data(copy, database)
    restored = rehearsal.step("put the copy back, start the release, find all rows", release, restored_rows, known)
    return migrated, restored


class _Rehearsal:
    """Runs the steps one after the other over one database; a step after a failed one is not tried."""

    def __init__(self, model: Mapping[str, Any], workdir: Path):
        self.model, self.workdir = model, workdir
        self.steps: list[dict[str, Any]] = []
        self.kept: dict[str, int] = {}
        self.accounts: Accounts | None = None
        self.filling: Filling | None = None

    @property
    def going_well(self) -> bool:
        return all(step["passed"] for step in self.steps)

    def step(self, name: str, path: Path, work: Any, known: Kept | None = None) -> Kept | None:
        if not self.going_well:
            return None
        try:
            with running(path, self.workdir, database=DATABASE, accounts=self.accounts) as service:
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

    def refusal(self, name: str, path: Path, reason: str) -> None:
        """Start a version that must not start, for this reason."""
        if not self.going_well:
            return
        try:
            with running(path, self.workdir, database=DATABASE, accounts=self.accounts):
                self.steps.append(check(name, False, "it started"))
        except ServiceFailed as error:
            refused = reason in str(error)
            self.steps.append(check(name, refused, f"it did not start: {reason}" if refused else f"it did not start, and not because of {reason}"))


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
        answer = rows.reading(address).get(address)
        now = answer.json() if answer.status == 200 else {}
        lost = [name for name, value in row.items() if name not in now or now[name] != value]
        if answer.status != 200:
            wrong.append(f"GET {address} answered {answer.status}")
        elif lost:
            wrong.append(f"{address}: {', '.join(lost)} is not what was written")
        else:
            found[address] = now
    return found, wrong


def _add_unlimited(rows: Rows) -> Kept:
    """Add a row of the first resource that no rule limits and that needs no other; return address → row, nothing where there is none."""
    free = [one for one in rows.resources.values() if rows.guests.filling.unlimited(one) and not any(f.references and f.required for f in one.inputs)]
    made = [(one.path, rows.add(one.id)) for one in free[:1]]
    return {f"/api/{path}/{row['id']}": row for path, row in made}


def _still_there(rows: Rows, lost: Kept) -> list[str]:
    """Return what is wrong when rows that came after the copy are not gone."""
    answers = {address: rows.reading(address).get(address).status for address in lost}
    return [f"GET {address} answered {status}, and the row came after the copy" for address, status in answers.items() if status != 404]
