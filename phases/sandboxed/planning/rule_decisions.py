"""The decisions that the idea's own rules call for: how time, simultaneous entries, roles, sight and reminders are dealt with.

Each cites the first rule that calls for it; the options that lost are written rules `arch.not.*`. Used by `decisions`.
"""

from __future__ import annotations

from dataclasses import dataclass

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.speech import saying
from phases.sandboxed.speech.saying import pattern


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A decision for some kinds of rules: title and decision as patterns with `it` for the things, the rule that says why, and (option, why not)."""

    kinds: tuple[str, ...]
    title: str
    decision: str
    because: str
    options: tuple[tuple[str, str], ...]


CHOICES = (
    Choice(
        kinds=("no_overlap", "capacity", "limit", "total", "unique", "queue"),
        title=pattern("Check and entry of {it:many} are one transaction"),
        decision=pattern("The service opens a write transaction (BEGIN IMMEDIATE), asks what is there, and writes or refuses before it ends."),
        because="arch.adr.transaction",
        options=(
            (pattern("a check in the form alone"), "arch.not.form_check"),
            (pattern("a lock outside the database"), "arch.not.outer_lock"),
        ),
    ),
    Choice(
        kinds=("no_overlap", "chronology", "duration"),
        title=pattern("Times of {it:many} begin inclusive and end exclusive, in UTC"),
        decision=pattern("One that ends at ten and one that begins at ten do not overlap; the pages show times as they were entered."),
        because="arch.adr.half_open",
        options=(
            (pattern("both ends inclusive"), "arch.not.closed"),
            (pattern("a table of fixed slots"), "arch.not.slots"),
        ),
    ),
    Choice(
        kinds=("expiry",),
        title=pattern("What runs out among {it:many} is settled when somebody asks"),
        decision=pattern("Before each read and each change the service moves the rows whose time is up, by its one clock."),
        because="arch.adr.settle",
        options=(
            (pattern("a job that runs beside the service"), "arch.not.job"),
            (pattern("a state computed by each page"), "arch.not.computed_state"),
        ),
    ),
    Choice(
        kinds=("reminder",),
        title=pattern("Reminders of {it:many} are a due list"),
        decision=pattern("A page and an operation list what is due for the role that is signed in."),
        because="arch.adr.due_list",
        options=(
            (pattern("mail"), "arch.not.mail"),
            (pattern("push messages"), "arch.not.push"),
        ),
    ),
    Choice(
        kinds=("access", "approval"),
        title=pattern("The role of the account decides about {it:many}, in the service"),
        decision=pattern("Each change names the account that makes it; the rule's module asks for the role before anything is written."),
        because="arch.adr.roles",
        options=(
            (pattern("buttons that others do not see"), "arch.not.hidden_buttons"),
            (pattern("a table of permissions"), "arch.not.permissions"),
        ),
    ),
    Choice(
        kinds=("visibility",),
        title=pattern("{it:Many} of others are not found"),
        decision=pattern(
            "Queries carry a condition on who made a row; what it leaves out answers 404, in lists, reports, exports and searches alike."
        ),
        because="arch.adr.not_found",
        options=(
            (pattern("403 for what is there"), "arch.not.forbidden"),
            (pattern("a filter in the pages"), "arch.not.page_filter"),
        ),
    ),
    Choice(
        kinds=("limit", "total"),
        title=pattern("Limits on {it:many} count calendar days, weeks, months and years"),
        decision=pattern(
            "A week begins on Monday 00:00 UTC; a row counts in the period of its own date, not of its entry, where the rule names one."
        ),
        because="arch.adr.calendar",
        options=(
            (pattern("a rolling window"), "arch.not.rolling"),
            (pattern("a counter beside the rows"), "arch.not.counter"),
        ),
    ),
)


def called_for(model: DomainModel) -> list[tuple[Choice, int]]:
    """Return each choice that some rule calls for, with the index of the first such rule."""
    found = []
    for choice in CHOICES:
        index = next((index for index, rule in enumerate(model.rules) if rule.kind in choice.kinds and _counts(choice, rule.period)), None)
        if index is not None:
            found.append((choice, index))
    return found


def _counts(choice: Choice, period: str) -> bool:
    return choice.kinds != ("limit", "total") or bool(period)


def title_of(choice: Choice, model: DomainModel, index: int) -> str:
    """Return the title of a decision with the things of its rule."""
    text = saying(model.entity(model.rules[index].entity), model)(choice.title)
    return text[:1].upper() + text[1:]
