"""Pages in a real browser, under axe-core: where a Chromium is on this machine all of them are opened; where none is, that is said.

What comes of it depends on the machine, so it belongs to what a tool *measured*, and to fields of artifacts that are volatile. A browser
that is there and does not do its work raises: it is never taken for one that is missing.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from phases.sandboxed.context import Context, Execution
from phases.sandboxed.quality.openings import Opening
from phases.sandboxed.security.scanning import SCRIPTS, run_python, tail

# `chromium-browser` is not asked for: on Ubuntu it is a stub that leads to a snap, which cannot run in a sandbox
COMMANDS = ("chromium-headless-shell", "chromium", "google-chrome", "google-chrome-stable")
SCRIPT = SCRIPTS / "axe_pages.py"
TIMEOUT_S = 200
# axe's names for WCAG 2.2 A and AA, and for what it advises beyond
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
PLANTED = frozenset({"html-has-lang", "image-alt", "label"})
NO_ENGINE = "none"
LIMITATION = "No Chromium was found on this machine: no page was opened in a browser, and the written rules judge alone."


class BrowserBroken(RuntimeError):
    """A browser is there, and the pages were not all looked at; the message says why."""


def find() -> str:
    """Return the path of a Chromium, '' where this machine has none."""
    return next((path for command in COMMANDS if (path := shutil.which(command))), "")


def unopened() -> dict[str, Any]:
    """Return the record of an audit that no browser carried out."""
    nothing = {"pages": [], "rules": 0, "violations": [], "undecided": []}
    return {"engine": NO_ENGINE, "browser": "", "limitation": LIMITATION, "told": LIMITATION, **nothing}


def audit(ctx: Context, browser: str, openings: Sequence[Opening], *, language: str) -> dict[str, Any]:
    """Open the pages and return the record {engine, browser, limitation, told, pages, rules, violations, undecided}. Raises BrowserBroken."""
    told = {"browser": browser, "language": language, "tags": TAGS, "pages": [opening.as_json() for opening in openings]}
    try:
        done = run_python(ctx, [str(SCRIPT)], timeout_s=TIMEOUT_S, input=json.dumps(told).encode())
    except subprocess.TimeoutExpired:
        raise BrowserBroken(f"{browser} did not open {len(openings)} pages within {TIMEOUT_S} s") from None
    found = _read(done)
    pages = found["pages"]
    if [page["name"] for page in pages] != list(_names(openings)):
        raise BrowserBroken(f"axe looked at {len(pages)} pages that are not those asked for")
    engine, chromium = f"axe-core {found['axe']}", f"Chromium {found['chromium']}"
    violations = [violation for page in pages for violation in _violations(page)]
    return {
        "engine": engine,
        "browser": chromium,
        "limitation": "",
        "told": f"{engine} in {chromium} held {found['rules']} rules against {len(pages)} opened pages and found {len(violations)} violations.",
        "pages": [page["name"] for page in pages],
        "rules": found["rules"],
        "violations": violations,
        "undecided": [{"page": page["name"], "rule": rule} for page in pages for rule in page["undecided"]],
    }


def _names(openings: Sequence[Opening]) -> Iterator[str]:
    for opening in openings:
        yield from (opening.name, *(form.name for form in opening.forms))


def _read(done: Execution) -> dict[str, Any]:
    """Return what the script tells. Raises BrowserBroken when it failed, and when it did not find the planted barriers."""
    if done.exit_code:
        raise BrowserBroken(f"the pages could not be audited in the browser (exit {done.exit_code}): {tail(done.stderr, 600)}")
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise BrowserBroken(f"the browser's audit left no readable report: {tail(done.stdout)}") from None
    if not set(found["planted"]) >= PLANTED:
        raise BrowserBroken(f"axe found {found['planted']} of the planted barriers {sorted(PLANTED)}, so its silence means nothing")
    return found


def _violations(page: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for entry in page["violations"]:
        for where in entry["where"]:
            yield {
                "rule": f"axe.{entry['id']}",
                "criterion": _criterion(entry["tags"]),
                "page": page["name"],
                "message": f"{where}: {entry['help']}",
            }


def _criterion(tags: Sequence[str]) -> str:
    """Return the WCAG criterion that axe names by a tag such as `wcag143`; what has none is axe's own advice."""
    numbers = [tag.removeprefix("wcag") for tag in tags if tag.removeprefix("wcag").isdigit() and len(tag) > len("wcag2a")]
    return ".".join((numbers[0][0], numbers[0][1], numbers[0][2:])) if numbers else "advice"
