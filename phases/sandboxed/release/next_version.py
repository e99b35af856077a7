"""The version after a release, made by rule for the rehearsal: the same files and one migration more, which adds an empty column and an index.

Called by tool.release.rollback. The copy of the data is made and put back as RollbackPlan says: files, while nothing runs.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.release.attempts import ToolBroken

MIGRATIONS = Path("app") / "migrations"
COLUMN = "added_by_next_version"
NEWEST = 'SELECT MAX("version") FROM "schema_version"'
COLUMNS = "SELECT name FROM pragma_table_info(:entity)"
# the file itself, its write-ahead log and the log's index
SUFFIXES = ("", "-wal", "-shm")


@dataclass(frozen=True, kw_only=True)
class NextVersion:
    """A work tree of its own: its schema version, the migration that it has more, and the table that this one changes."""

    path: Path
    schema_version: int
    migration: str
    entity: str


def next_version(release: Path, folder: Path, model: Mapping[str, Any]) -> NextVersion:
    """Copy the release into `folder` and give it one migration more. Raises ToolBroken for a release without migrations."""
    numbers = [int(path.name.partition("_")[0]) for path in (release / MIGRATIONS).glob("[0-9]*_*.sql")]
    if not numbers:
        raise ToolBroken(f"there are no migrations in {MIGRATIONS}, so there is none that could follow them")
    shutil.copytree(release, folder, ignore=shutil.ignore_patterns(".git", "__pycache__"))
    number, entity = max(numbers) + 1, resources_of(model)[0].id
    migration = MIGRATIONS / f"{number:04d}_next.sql"
    statements = [f'ALTER TABLE "{entity}" ADD COLUMN "{COLUMN}" TEXT;', f'CREATE INDEX "{entity}_by_{COLUMN}" ON "{entity}" ("{COLUMN}");']
    (folder / migration).write_text("\n".join(statements) + "\n", encoding="utf-8")
    return NextVersion(path=folder, schema_version=number, migration=migration.as_posix(), entity=entity)


def not_migrated(database: Path, to: NextVersion) -> list[str]:
    """Return what the database lacks of the next version's migration; nothing when it was applied."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        reached = connection.execute(NEWEST).fetchone()[0]
        columns = {name for (name,) in connection.execute(COLUMNS, {"entity": to.entity})}
    wrong = [] if reached == to.schema_version else [f"the database has the schema version {reached} instead of {to.schema_version}"]
    return wrong if COLUMN in columns else [*wrong, f"{to.entity} has no column {COLUMN}"]


def copy_data(source: Path, target: Path) -> None:
    """Make `target` what the database `source` is; both are closed."""
    for suffix in SUFFIXES:
        here, there = source.with_name(source.name + suffix), target.with_name(target.name + suffix)
        there.unlink(missing_ok=True)
        if here.exists():
            shutil.copyfile(here, there)
