"""The written rules that claims may cite: one JSON file a phase, {"rule.id": "Sentence of the rule."}.

A folder holds the same rules in another language: what stands in `de/` under an id is cited as `<id>@de` (`Speech.rule`).
"""

from __future__ import annotations

import functools
import json
from pathlib import Path

FOLDER = Path(__file__).parent


def read_rules(folder: Path) -> dict[str, str]:
    """Return id → sentence over all JSON files of a folder, sorted. Raises ValueError for an id used twice or a text that is none."""
    merged: dict[str, str] = {}
    for file in sorted(folder.glob("*.json")):
        try:
            sentences = json.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"{file.name} is no JSON: {error}") from None
        for id, text in sentences.items():
            if id in merged:
                raise ValueError(f"{file.name}: the rule {id!r} stands in another file as well; ids are unique over all rule files")
            if not isinstance(text, str) or not text.strip():
                raise ValueError(f"{file.name}: the rule {id!r} must be a sentence, not {text!r}")
            merged[id] = text
    return dict(sorted(merged.items()))


@functools.cache
def rules() -> dict[str, str]:
    """Return every written rule, id → sentence, in all languages."""
    spoken = {f"{id}@{folder.name}": text for folder in sorted(FOLDER.iterdir()) if folder.is_dir() for id, text in read_rules(folder).items()}
    return dict(sorted({**read_rules(FOLDER), **spoken}.items()))
