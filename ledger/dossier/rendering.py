"""A dossier as a file: JSON for machines and the checker, HTML for people."""

from __future__ import annotations

import base64
import html
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string

from ledger.dossier.checking import SECTIONS
from ledger.dossier.pictures import timeline
from ledger.errors import UnknownFormat

FORMATS = ("json", "html")
LONGEST_SHOWN_CHARACTERS = 200_000
SVG = "image/svg+xml"
BETA = "BetaReport"


def export(content: Mapping[str, Any], format: str) -> bytes:
    """Return a dossier as bytes in a format of FORMATS. Equal dossiers give equal bytes. Raises UnknownFormat."""
    if format == "json":
        return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"
    if format == "html":
        return render_to_string("dossier/dossier.html", _view(content)).encode()
    raise UnknownFormat(f"{format!r} is no format of a dossier; one of {', '.join(FORMATS)}")


def _view(content: Mapping[str, Any]) -> dict[str, Any]:
    sections = [{"name": name, "missing": content[name]["missing"], "parts": [_shown(part) for part in content[name]["parts"]]} for name in SECTIONS]
    idea = content["run"]["idea"]
    return {
        "dossier": content,
        "sections": sections,
        "timeline": timeline(content["gates"]),
        "idea": idea["text"] if isinstance(idea, Mapping) and isinstance(idea.get("text"), str) else json.dumps(idea, ensure_ascii=False, indent=2),
        "questions": _questions(content),
        "seconds": _seconds(content["totals"]["duration_ms"]),
        "usage": [(resource.replace("_", " "), _figure(float(amount))) for resource, amount in content["totals"]["usage"].items()],
        "gates": [
            {**gate, "seconds": _seconds(gate["duration_ms"]), "rubrics": [_rubric(rubric) for rubric in gate["rubrics"]]}
            for gate in content["gates"]
        ],
    }


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000


def _questions(content: Mapping[str, Any]) -> list[str]:
    """Return what the report on the beta would have a next run ask."""
    reports = [part for part in content["deployment"]["parts"] if part["type"] == BETA and part["encoding"] == "utf-8" and part["content"]]
    told = json.loads(reports[-1]["content"]) if reports else {}
    return [*told.get("questions", ()), *told.get("questions_about_speed", ())]


def _shown(part: Mapping[str, Any]) -> dict[str, Any]:
    text = None
    if part["encoding"] == "utf-8" and part["content"] is not None:
        text = part["content"]
        if part["media_type"] == "application/json":
            text = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    cut = text is not None and len(text) > LONGEST_SHOWN_CHARACTERS
    picture = _picture(part) if part["media_type"] == SVG else None
    return {**part, "text": text[:LONGEST_SHOWN_CHARACTERS] if text is not None else None, "cut": cut, "picture": picture}


def _picture(part: Mapping[str, Any]) -> dict[str, str] | None:
    """Return source and alternative text of a picture. As the source of an image it can run nothing and load nothing."""
    if part["encoding"] != "utf-8" or part["content"] is None:
        return None
    said = [html.unescape(found[1]).strip() for tag in ("title", "desc") if (found := re.search(rf"<{tag}\b[^>]*>([^<]*)</{tag}>", part["content"]))]
    data = base64.b64encode(part["content"].encode()).decode()
    return {"source": f"data:{SVG};base64,{data}", "alt": ". ".join(said) or part["name"]}


def _rubric(rubric: Mapping[str, Any]) -> dict[str, Any]:
    limit = rubric["value"]
    limits = limit if isinstance(limit, list) else [limit]
    return {
        **rubric,
        "limit": " to ".join(map(str, limits)),
        "measured": _figure(rubric["measured"], limits),
        "measurements": [{**found, "value": _figure(found["value"], limits)} for found in rubric["measurements"]],
    }


def _figure(value: Any, limits: Sequence[Any] = ()) -> Any:
    """Return a figure as people read it, with four digits that count, or all where fewer would make it equal to a limit that it is not.

    The export as JSON has all of them.
    """
    if not isinstance(value, float) or value.is_integer() or not math.isfinite(value):
        return value
    shown = f"{value:.4g}" if abs(value) < 1000 else f"{value:.1f}"
    return value if float(shown) in limits else shown
