"""An idea from the command line: words, a file (text, YAML or JSON), or standard input."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from runs.errors import IdeaRefused

STRUCTURED = {".yaml", ".yml", ".json"}
BYTES_MAX = 1 << 20


def read(words: str | None, file: str | None) -> Any:
    """Return the idea as `request_run` takes it. Raises IdeaRefused for a file that cannot be read or parsed."""
    if words is not None and file is not None:
        raise IdeaRefused("give the idea either as words or with --file, not both")
    if words == "-":
        return sys.stdin.buffer.read(BYTES_MAX)
    if file is not None:
        return _from_file(Path(file))
    if words is None:
        raise IdeaRefused('say the idea, e.g. start_run "Build a todo app", or give --file, or - for standard input')
    return words


def _from_file(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            data = file.read(BYTES_MAX)
    except OSError as error:
        raise IdeaRefused(f"{path} cannot be read: {error.strerror}") from error
    if path.suffix.lower() not in STRUCTURED:
        return data
    try:
        return json.loads(data) if path.suffix.lower() == ".json" else yaml.safe_load(data)
    except json.JSONDecodeError as error:
        raise IdeaRefused(f"{path}, line {error.lineno}: {error.msg}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise IdeaRefused(f"{path}, line {line}: {error.problem}") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise IdeaRefused(f"{path}: {error}") from error
