"""What is in the way of a persona although its steps succeed: read from the pages that it was really shown, never supposed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author.letters import folded
from phases.sandboxed.quality.asking import Answer
from phases.sandboxed.quality.documents import parse
from phases.sandboxed.quality.statistics import percentile
from phases.sandboxed.release.maps import START, Map, fewest_clicks, local_links
from phases.sandboxed.release.people import Step

ERROR = 400
# how much of a word has to stand on a page: endings differ
STEM = 4


@dataclass(frozen=True, kw_only=True)
class Noted:
    """One friction: its sort (detour, no_way, word, silent, dead_end, error_page), and what was observed."""

    sort: str
    observed: str


@dataclass(frozen=True, kw_only=True)
class Trail:
    """The clicks of one task by links, against the fewest that it can take, and the detours on the way."""

    clicks: int
    fewest: int
    noted: tuple[Noted, ...]


def trail(steps: Iterable[Step], pages: Map) -> Trail:
    """Follow a task's steps from the start page; what a step needs is looked for by links alone, and sending a form is one click more.

    Steps without a page (health, contract, restart) and rows that nobody can see in the list are passed over.
    """
    here, clicks, fewest, noted = START, 0, 0, []
    for step in steps:
        goal, sends, lands = _places(step)
        if not goal or (goal.endswith("/{id}") and goal not in pages.links):
            continue
        way, least = pages.way(here, goal), fewest_clicks(here, goal)
        if way is None:
            noted.append(Noted(sort="no_way", observed=f"no links lead from {here} to {goal}"))
        else:
            clicks, fewest = clicks + len(way) - 1 + sends, fewest + min(least, len(way) - 1) + sends
            if len(way) - 1 > least:
                shown = " → ".join(way)
                noted.append(Noted(sort="detour", observed=f"from {here} to {goal} it takes {len(way) - 1} clicks, {least} would do: {shown}"))
        here = lands or goal
    return Trail(clicks=clicks, fewest=fewest, noted=tuple(noted))


def _places(step: Step) -> tuple[str, int, str]:
    """Return where a step is done, how many forms it sends there, and where it leaves one; nothing for a step without a page."""
    base, row = f"/{step.resource.path}", f"/{step.resource.path}/{{id}}"
    if any(transition.action == step.action for transition in step.resource.transitions):
        return row, 1, row
    known = {
        "look": (START, 0, START), "list": (base, 0, base), "create": (base, 1, row), "mistake": (base, 1, base), "labels": (base, 0, base),
        "view": (row, 0, row), "update": (row, 1, row), "delete": (row, 1, base), "search": (f"{base}/search", 0, ""),
        "filter": (f"{base}/{'filter' if step.resource.filters else 'search'}", 0, ""), "export": (f"{base}/export", 0, base),
    }  # fmt: skip
    return known.get(step.action, ("", 0, ""))


def on_pages(step: Step, seen: Sequence[Answer], *, refused: bool) -> Iterator[Noted]:
    """Yield what is wrong with the pages of a step that succeeded; `refused` says that a refusal was part of it."""
    for answer in (answer for answer in seen if answer.is_page):
        if answer.status >= ERROR and not refused:
            yield Noted(sort="error_page", observed=f"{answer.endpoint} answered {answer.status} on the way")
        if not local_links(parse(answer.text), answer.path):
            yield Noted(sort="dead_end", observed=f"the page of {answer.endpoint} has no link that leads on or back")
    yield from _missing_word(step, [answer for answer in seen if answer.is_page and answer.method == "GET"])


def _missing_word(step: Step, pages: Sequence[Answer]) -> Iterator[Noted]:
    """Yield a friction when no page of a step that sends a form has the word by which the use case names it."""
    goal, sends, _ = _places(step)
    if not (step.word and sends and pages):
        return
    named = any(transition.action == step.action for transition in step.resource.transitions)
    words = [step.word] if named else [step.word, step.resource.name, step.resource.plural]
    # actions are named without umlauts
    stems = [folded(word).lower()[: max(STEM, len(word) - 2)] for word in words]
    if not any(stem in folded(parse(answer.text).text).lower() for answer in pages for stem in stems):
        yield Noted(sort="word", observed=f"no page at {goal} has the word “{step.word}” of the use case")


def speed(seen: Iterable[Answer], canary: Mapping[str, Any] | None) -> tuple[str, list[str]]:
    """Return how fast the answers were against the threshold of the canary, in a sentence, and the endpoints that were slower."""
    limit = next((rule["threshold"] for rule in (canary or {}).get("rules", ()) if rule["signal"] == "p95_latency"), None)
    times: dict[str, list[float]] = {}
    for answer in seen:
        times.setdefault(answer.endpoint, []).append(answer.ms)
    if limit is None or not times:
        return "No baseline says how fast the answers should be.", []
    slow = [f"{name} ({percentile(ms, 95):.0f} ms)" for name, ms in sorted(times.items()) if percentile(ms, 95) > limit]
    shown = f"the p95 of {limit:g} ms that the canary rules allow"
    return (f"Slower than {shown}: {', '.join(slow)}." if slow else f"No endpoint was slower than {shown}."), slow
