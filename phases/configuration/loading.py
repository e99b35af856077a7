"""Read a folder of configuration: `<phase>.yaml` and `agents/<id>.yaml`. Every call reads the files; what did not change is not parsed again."""

from __future__ import annotations

import contextlib
import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
from django.conf import settings

from phases.configuration.messages import schema_problems
from phases.configuration.problems import Problem
from phases.configuration.schema import AGENT_SCHEMA, DEFAULTS, PHASE_SCHEMA
from phases.configuration.source import Source, read
from phases.errors import ConfigurationRefused


@dataclass(frozen=True, kw_only=True, eq=False)
class Configuration:
    """A checked configuration: phases and agents by name, with the defaults filled in. The same files give the same object."""

    phases: Mapping[str, Mapping[str, Any]]
    agents: Mapping[str, Mapping[str, Any]]

    @property
    def graph(self) -> dict[str, tuple[str, ...]]:
        """Return phase → the phases that it comes after."""
        return {name: tuple(phase["dependencies"]) for name, phase in self.phases.items()}


def load_configuration(folder: Path | str | None = None) -> Configuration:
    """Return the configuration of a folder (default: `settings.CONFIG_DIR`). Raises ConfigurationRefused with every problem."""
    configuration, problems = _load(Path(folder or settings.CONFIG_DIR))
    if problems:
        raise ConfigurationRefused(problems)
    return configuration


def check_config(folder: Path | str | None = None) -> list[Problem]:
    """Return every problem of a configuration, by file and line; empty when it can be used."""
    return sorted(_load(Path(folder or settings.CONFIG_DIR))[1])


def _load(folder: Path) -> tuple[Configuration, list[Problem]]:
    if not folder.is_dir():
        problem = Problem(file=str(folder), line=0, key="", message="there is no such folder; it holds one <phase>.yaml a phase, and agents/")
        return Configuration(phases={}, agents={}), [problem]
    return _parsed(folder, _fingerprint(folder))


def _fingerprint(folder: Path) -> str:
    """Return a hash over the names and bytes of all files: what is equal need not be parsed and checked again."""
    seen = hashlib.sha256()
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("agents/*.yaml")]):
        with contextlib.suppress(OSError):
            data = path.read_bytes()
            seen.update(f"{path}:{len(data)}:".encode() + data)
    return seen.hexdigest()


@functools.lru_cache(maxsize=4)
def _parsed(folder: Path, _fingerprint: str) -> tuple[Configuration, list[Problem]]:
    from phases.configuration.checks import cross_problems

    phases, problems = _read_all(folder, "*.yaml", "phase", PHASE_SCHEMA)
    agents, more = _read_all(folder, "agents/*.yaml", "id", AGENT_SCHEMA)
    problems += more
    if not phases and not problems:
        problems.append(Problem(file=str(folder), line=0, key="", message="holds no phase; one <phase>.yaml a phase is wanted"))
    if not problems:
        problems = list(cross_problems(phases, agents))
    filled = {name: _filled(source.data) for name, source in phases.items()}
    return Configuration(phases=filled, agents={name: source.data for name, source in agents.items()}), problems


def _read_all(folder: Path, pattern: str, identity: str, schema: Mapping[str, Any]) -> tuple[dict[str, Source], list[Problem]]:
    """Read the files of a pattern; each must bear the name that it gives itself."""
    found: dict[str, Source] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob(pattern)):
        shown = f"{folder.name}/{path.relative_to(folder)}"
        source, wrong = read(path, shown)
        problems += wrong
        if source is None:
            continue
        wrong = list(schema_problems(source, _validator(schema["$id"])))
        if not wrong and source.data[identity] != path.stem:
            wrong = [source.problem([identity], f"is {source.data[identity]!r}, but the file is called {path.name}; make the two agree")]
        problems += wrong
        if not wrong:
            found[path.stem] = source
    return found, problems


@functools.cache
def _validator(identity: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator({schema["$id"]: schema for schema in (PHASE_SCHEMA, AGENT_SCHEMA)}[identity])


def _filled(data: Mapping[str, Any]) -> dict[str, Any]:
    filled = {**DEFAULTS, **data}
    for key in ("sandbox", "retry", "refinery", "qav"):
        filled[key] = {**DEFAULTS[key], **data.get(key, {})}
    return filled
