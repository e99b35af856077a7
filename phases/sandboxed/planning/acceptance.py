"""The acceptance criteria of a story: what is given, what is done, what must then be seen, for each kind of action."""

from __future__ import annotations

from collections.abc import Callable

from phases.sandboxed.planning.wording import capital, listed, lower, with_article
from phases.sandboxed.product.resources import Resource

Criterion = tuple[str, str, str]


def criteria(resource: Resource, action: str) -> list[Criterion]:
    """Return (given, when, then) for an action of a resource; a transition is any action that is none of the known ones."""
    return _WRITTEN[action](resource) if action in _WRITTEN else _transition(resource, action)


def _names(resource: Resource) -> tuple[str, str, str]:
    return lower(resource.name), with_article(resource.name), lower(resource.plural)


def _create(resource: Resource) -> list[Criterion]:
    one, a, many = _names(resource)
    required = [field for field in resource.inputs if field.required]
    fields = listed(lower(field.label) for field in required)
    written = [
        (
            f"no {one} with these values",
            f"{a} is sent with {fields or 'any of its fields'}",
            f"it is stored with a new id and the list of {many} shows it",
        )
    ]
    if required:
        written.append(
            ("an empty form", f"{a} is sent without {lower(required[0].label)}", "nothing is stored and the answer names the missing field")
        )
    if resource.state:
        written.append((f"a new {one}", "it is read back", f"its {lower(resource.state.replace('_', ' '))} is {resource.initial}"))
    return written


def _list(resource: Resource) -> list[Criterion]:
    one, _, many = _names(resource)
    return [
        (f"three stored {many}", f"the list of {many} is opened", "all three are shown, with their number"),
        (f"more {many} than fit one page", "the second page is asked for", f"it shows the {one} that follows the first page's last"),
    ]


def _view(resource: Resource) -> list[Criterion]:
    one, a, _ = _names(resource)
    fields = listed(lower(field.label) for field in resource.fields[:4])
    return [
        (f"a stored {one}", f"{a} is opened by its id", f"its {fields} are shown"),
        (f"no {one} with an id", "that id is opened", "the answer is not found"),
    ]


def _update(resource: Resource) -> list[Criterion]:
    one, _, many = _names(resource)
    field = lower(resource.inputs[0].label)
    return [
        (f"a stored {one}", f"its {field} is replaced", f"the new {field} is shown and other {many} stay as they were"),
        (f"a stored {one}", "it is replaced by values that are not allowed", "it keeps its old values and the answer names the field"),
    ]


def _delete(resource: Resource) -> list[Criterion]:
    one, _, many = _names(resource)
    return [
        (f"a stored {one}", "it is deleted", f"it is gone from the list of {many}"),
        (f"a deleted {one}", "it is deleted again", "the answer is not found"),
    ]


def _search(resource: Resource) -> list[Criterion]:
    one, _, many = _names(resource)
    return [
        (f"two {many} with different texts", "a word of the first is searched", f"only the first {one} is shown"),
        (f"stored {many}", f"a word that stands in no {one} is searched", "the list is empty"),
    ]


def _filter(resource: Resource) -> list[Criterion]:
    _, _, many = _names(resource)
    field = lower(resource.filters[0].label) if resource.filters else "one of its fields"
    return [(f"{many} that differ in {field}", f"the list is asked for one {field}", f"only {many} of that {field} are shown")]


def _export(resource: Resource) -> list[Criterion]:
    _, _, many = _names(resource)
    return [
        (f"two stored {many}", f"the {many} are exported", "the file has one heading line and two lines of values"),
        (f"no {many}", f"the {many} are exported", "the file has the heading line alone"),
    ]


def _report(resource: Resource) -> list[Criterion]:
    _, _, many = _names(resource)
    return [
        (f"three stored {many}", f"the report on {many} is opened", "the total is three, and parts add up to it"),
        (f"no {many}", "the report is opened", "its total is zero"),
    ]


def _transition(resource: Resource, action: str) -> list[Criterion]:
    one, _, _ = _names(resource)
    moves = next(transition.moves for transition in resource.transitions if transition.action == action)
    state, verb = lower(resource.state.replace("_", " ")), action.replace("-", " ")
    sources = {source for source, _ in moves}
    written = [
        (f"{with_article(resource.name)} whose {state} is {source}", f"{verb} is asked of it", f"its {state} is {target}") for source, target in moves
    ]
    others = [field.values for field in resource.fields if field.name == resource.state]
    closed = [value for value in (others[0] if others else ()) if value not in sources]
    if closed:
        written.append(
            (
                f"{with_article(resource.name)} whose {state} is {closed[0]}",
                f"{verb} is asked of it",
                f"it is refused and the {one} stays {closed[0]}",
            )
        )
    return [(capital(given), when, then) for given, when, then in written]


_WRITTEN: dict[str, Callable[[Resource], list[Criterion]]] = {
    "create": _create,
    "list": _list,
    "view": _view,
    "update": _update,
    "delete": _delete,
    "search": _search,
    "filter": _filter,
    "export": _export,
    "report": _report,
}
