"""guard.archPictures: do the pictures say what the documents say, readable for everybody, with nothing in them that could run?

Also: is each rule of the idea carried by something that exists?
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.drawing.boxes import shown, text_width
from phases.sandboxed.planning.evidence import report_about
from phases.sandboxed.planning.pictures import TYPE
from phases.sandboxed.reports import guard_report, rule_metric

GUARD, VERSION = "guard.archPictures", "1.0.0"
_NS = "{http://www.w3.org/2000/svg}"
_ALLOWED = {f"{_NS}{name}" for name in ("svg", "title", "desc", "defs", "marker", "path", "rect", "text")}
_UNITS = {"picture_faults": "faults", "rules_carried": "share"}


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `picture_faults` (a number) and `rules_carried` (share; not evaluable for an idea without rules)."""
    erd, outline, domain = ctx.find("ERD"), ctx.find("ArchOutline"), ctx.find("DomainModel")
    values: dict[str, float | None] = dict.fromkeys(_UNITS)
    findings: list[dict[str, Any]] = []
    drawn = {ref.name: ctx.read_bytes(ref) for ref in ctx.refs(TYPE)}
    if erd and outline and domain:
        faults = list(_faults(erd, outline, domain, drawn))
        findings += [_finding("Picture", fault, "draw it from the document") for fault in faults]
        values["picture_faults"] = float(len(faults))
        values["rules_carried"] = _carried(ctx, erd, domain, findings)
    over = {"erd": erd, "outline": outline, "domain": domain, "pictures": {name: data.decode(errors="replace") for name, data in drawn.items()}}
    metrics = {name: rule_metric(value, _UNITS[name], rule=GUARD, version=VERSION, over=over) for name, value in values.items()}
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _faults(erd: Mapping[str, Any], outline: Mapping[str, Any], domain: Mapping[str, Any], drawn: Mapping[str, bytes]) -> Iterator[str]:
    """Yield what is wrong: a picture missing, broken or hiding something that its document says."""
    named = {picture["name"] for document in (erd, outline) for picture in document.get("pictures", ())}
    with_states = [entity for entity in domain["entities"] if (entity.get("states") or {}).get("transitions")]
    if not {"erd.svg", "components.svg"} <= named or sum(name.startswith("life-") for name in named) < len(with_states):
        yield f"the documents refer to {', '.join(sorted(named)) or 'no picture'}; tables, parts and every life cycle need one"
    for name in sorted(named):
        if name not in drawn:
            yield f"{name} is missing"
            continue
        texts, faults = _read(name, drawn[name])
        yield from faults
        wanted = [text for text in _wanted(name, erd, outline) if not any(text in said for said in texts)]
        yield from (f"{name} does not show {text}" for text in wanted if not faults)


def _wanted(name: str, erd: Mapping[str, Any], outline: Mapping[str, Any]) -> Iterator[str]:
    if name == "erd.svg":
        for entry in erd["entities"]:
            yield shown(entry["table"])
            yield from (shown(column["name"])[:40] for column in entry["columns"])
    if name == "components.svg":
        yield from (shown(component["name"])[:40] for component in outline["components"])


def _read(name: str, data: bytes) -> tuple[list[str], list[str]]:
    """Return the texts of a picture, and its faults."""
    if b"<!" in data or b"<?" in data.lstrip()[5:]:
        return [], [f"{name} has declarations, which a picture does not need"]
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        return [], [f"{name} is no XML: {error}"]
    return [element.text or "" for element in root.iter(f"{_NS}text")], [f"{name} {fault}" for fault in _of_picture(root)]


def _of_picture(root: ElementTree.Element) -> Iterator[str]:
    strange = sorted({element.tag for element in root.iter()} - _ALLOWED)
    if strange:
        yield f"holds {', '.join(strange)}"
    if any(key.lower().startswith("on") or key.endswith("href") for element in root.iter() for key in element.attrib):
        yield "holds a link or a script"
    if not all((root.findtext(f"{_NS}{tag}") or "").strip() for tag in ("title", "desc")):
        yield "has no title or no description for who does not see it"
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    for text in root.iter(f"{_NS}text"):
        right = float(text.get("x", 0)) + text_width(text.text or "", int(text.get("font-size", 13)), bold=text.get("font-weight") == "bold")
        if right > width or float(text.get("y", 0)) > height:
            yield f"cuts the text {text.text!r}"
    boxes = [_corners(element) for element in root.iter(f"{_NS}rect") if element.get("class") == "box"]
    if any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for a, b in combinations(boxes, 2)):
        yield "has boxes that cover each other"


def _corners(element: ElementTree.Element) -> tuple[float, float, float, float]:
    x, y, width, height = (float(element.get(key, 0)) for key in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def _carried(ctx: Context, erd: Mapping[str, Any], domain: Mapping[str, Any], findings: list[dict[str, Any]]) -> float | None:
    """Return the share of rules with a carrier that exists: columns and constraints as the executed schema has them, people for words alone."""
    report = report_about(ctx, "tool.arch.sqlCheck", erd["sql"])
    if report is None or report["outcome"] != "ok" or not domain["rules"]:
        return None
    columns = {f"{table['name']}.{column['name']}": column for table in report["data"]["tables"] for column in table["columns"]}
    told = {entry["rule"]: entry for entry in erd.get("rules", ())}
    missing = [rule for rule in domain["rules"] if not _exists(rule, told.get(rule["id"]), columns)]
    findings += [_finding("ERD", f"nothing that exists carries {rule['id']}: {rule['text']}", "name constraint or module") for rule in missing]
    return 1 - len(missing) / len(domain["rules"])


def _exists(rule: Mapping[str, Any], entry: Mapping[str, Any] | None, columns: Mapping[str, Mapping[str, Any]]) -> bool:
    if entry is None or any(column not in columns for column in entry["columns"]):
        return False
    if rule["kind"] == "statement" or entry["carried_by"] == "people":
        return rule["kind"] == "statement" and entry["carried_by"] == "people"
    if entry["carried_by"] == "constraint":
        column, _, constraint = entry["where"].partition(" ")
        return constraint == "NOT NULL" and column in columns and bool(columns[column]["required"])
    return entry["where"].startswith("app/features/") and entry["where"].endswith(".py")


def _finding(artifact: str, message: str, fix: str) -> dict[str, Any]:
    return {"severity": "high", "artifact": artifact, "message": message, "fix": fix}
