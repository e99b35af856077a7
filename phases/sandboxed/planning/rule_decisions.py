"""The decisions that the idea's own rules call for: how time, simultaneous entries, roles, sight and reminders are dealt with.

Each cites the first rule that calls for it; the options that lost are written rules `arch.not.*`. Used by `decisions`.
"""

from __future__ import annotations

from dataclasses import dataclass

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.wording import lower


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A decision for some kinds of rules: title and decision with {many} for the things, the rule that says why, and (option, why not)."""

    kinds: tuple[str, ...]
    title: str
    decision: str
    because: str
    options: tuple[tuple[str, str], ...]


CHOICES = (
    Choice(
        kinds=("no_overlap", "capacity", "limit", "total", "unique", "queue"),
        title="Check and entry of {many} are one transaction",
        decision="The service opens a write transaction (BEGIN IMMEDIATE), asks what is there, and writes or refuses before it ends.",
        because="arch.adr.transaction",
        options=(("a check in the form alone", "arch.not.form_check"), ("a lock outside the database", "arch.not.outer_lock")),
    ),
    Choice(
        kinds=("no_overlap", "chronology", "duration"),
        title="Times of {many} begin inclusive and end exclusive, in UTC",
        decision="One that ends at ten and one that begins at ten do not overlap; the pages show times as they were entered.",
        because="arch.adr.half_open",
        options=(("both ends inclusive", "arch.not.closed"), ("a table of fixed slots", "arch.not.slots")),
    ),
    Choice(
        kinds=("expiry",),
        title="What runs out among {many} is settled when somebody asks",
        decision="Before each read and each change the service moves the rows whose time is up, by its one clock.",
        because="arch.adr.settle",
        options=(("a job that runs beside the service", "arch.not.job"), ("a state computed by each page", "arch.not.computed_state")),
    ),
    Choice(
        kinds=("reminder",),
        title="Reminders of {many} are a due list",
        decision="A page and an operation list what is due for the role that is signed in.",
        because="arch.adr.due_list",
        options=(("mail", "arch.not.mail"), ("push messages", "arch.not.push")),
    ),
    Choice(
        kinds=("access", "approval"),
        title="The role of the account decides about {many}, in the service",
        decision="Each change names the account that makes it; the rule's module asks for the role before anything is written.",
        because="arch.adr.roles",
        options=(("buttons that others do not see", "arch.not.hidden_buttons"), ("a table of permissions", "arch.not.permissions")),
    ),
    Choice(
        kinds=("visibility",),
        title="{many} of others are not found",
        decision="Queries carry a condition on who made a row; what it leaves out answers 404, in lists, reports, exports and searches alike.",
        because="arch.adr.not_found",
        options=(("403 for what is there", "arch.not.forbidden"), ("a filter in the pages", "arch.not.page_filter")),
    ),
    Choice(
        kinds=("limit", "total"),
        title="Limits on {many} count calendar days, weeks, months and years",
        decision="A week begins on Monday 00:00 UTC; a row counts in the period of its own date, not of its entry, where the rule names one.",
        because="arch.adr.calendar",
        options=(("a rolling window", "arch.not.rolling"), ("a counter beside the rows", "arch.not.counter")),
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
    text = choice.title.format(many=lower(model.entity(model.rules[index].entity).plural))
    return text[:1].upper() + text[1:]
