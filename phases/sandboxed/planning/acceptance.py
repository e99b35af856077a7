"""The acceptance criteria of a story: what is given, what is done, what must then be seen, for each kind of action."""

from __future__ import annotations

from collections.abc import Callable

from phases.sandboxed.planning.wording import capital
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.speech import saying, speech_of

Criterion = tuple[str, str, str]


def criteria(resource: Resource, action: str) -> list[Criterion]:
    """Return (given, when, then) for an action of a resource; a transition is any action that is none of the known ones."""
    return _WRITTEN[action](resource) if action in _WRITTEN else _transition(resource, action)


def state_label(resource: Resource) -> str:
    """Return how people read the attribute that keeps the state, inside a sentence."""
    label = next((field.label for field in resource.fields if field.name == resource.state), resource.state.replace("_", " "))
    return speech_of(resource).label(label)


def _create(resource: Resource) -> list[Criterion]:
    say, speech = saying(resource), speech_of(resource)
    required = [field for field in resource.inputs if field.required]
    fields = speech.listed(speech.label(field.label) for field in required) or say("any of its fields")
    sent = say("{it:a} is sent with {fields}", fields=fields)
    written = [(say("no {it:one} with these values"), sent, say("it is stored with a new id and the list of {it:many} shows it"))]
    if required:
        without = say("{it:a} is sent without {field}", field=speech.label(required[0].label))
        written.append((say("an empty form"), without, say("nothing is stored and the answer names the missing field")))
    if resource.state:
        first = say("its {field} is {state}", field=state_label(resource), state=speech.value(resource.initial))
        written.append((say("a new {it:one}"), say("it is read back"), first))
    return written


def _list(resource: Resource) -> list[Criterion]:
    say = saying(resource)
    paged = say("it shows the {it:one} that follows the first page's last")
    return [
        (say("three stored {it:many}"), say("the list of {it:many} is opened"), say("all three are shown, with their number")),
        (say("more {it:many} than fit one page"), say("the second page is asked for"), paged),
    ]


def _view(resource: Resource) -> list[Criterion]:
    say, speech = saying(resource), speech_of(resource)
    fields = speech.listed(speech.label(field.label) for field in resource.fields[:4])
    return [
        (say("a stored {it:one}"), say("{it:a} is opened by its id"), say("its {fields} are shown", fields=fields)),
        (say("no {it:one} with an id"), say("that id is opened"), say("the answer is not found")),
    ]


def _update(resource: Resource) -> list[Criterion]:
    say, stored = saying(resource), saying(resource)("a stored {it:one}")
    field = speech_of(resource).label(resource.inputs[0].label)
    wrong, kept = say("it is replaced by values that are not allowed"), say("it keeps its old values and the answer names the field")
    shown = say("the new {field} is shown and other {it:many} stay as they were", field=field)
    return [(stored, say("its {field} is replaced", field=field), shown), (stored, wrong, kept)]


def _delete(resource: Resource) -> list[Criterion]:
    say = saying(resource)
    return [
        (say("a stored {it:one}"), say("it is deleted"), say("it is gone from the list of {it:many}")),
        (say("a deleted {it:one}"), say("it is deleted again"), say("the answer is not found")),
    ]


def _search(resource: Resource) -> list[Criterion]:
    say = saying(resource)
    found, none = say("only the first {it:one} is shown"), say("a word that stands in no {it:one} is searched")
    return [
        (say("two {it:many} with different texts"), say("a word of the first is searched"), found),
        (say("stored {it:many}"), none, say("the list is empty")),
    ]


def _filter(resource: Resource) -> list[Criterion]:
    say = saying(resource)
    field = speech_of(resource).label(resource.filters[0].label) if resource.filters else say("one of its fields")
    asked, shown = say("the list is asked for one {field}", field=field), say("only {it:many} of that {field} are shown", field=field)
    return [(say("{it:many} that differ in {field}", field=field), asked, shown)]


def _export(resource: Resource) -> list[Criterion]:
    say = saying(resource)
    lines = say("the file has one heading line and two lines of values")
    return [
        (say("two stored {it:many}"), say("the {it:many} are exported"), lines),
        (say("no {it:many}"), say("the {it:many} are exported"), say("the file has the heading line alone")),
    ]


def _report(resource: Resource) -> list[Criterion]:
    say = saying(resource)
    return [
        (say("three stored {it:many}"), say("the report on {it:many} is opened"), say("the total is three, and parts add up to it")),
        (say("no {it:many}"), say("the report is opened"), say("its total is zero")),
    ]


def _transition(resource: Resource, action: str) -> list[Criterion]:
    say, speech, field = saying(resource), speech_of(resource), state_label(resource)
    step = next(transition for transition in resource.transitions if transition.action == action)
    asked = say("{deed} is asked of it", deed=speech.deed(action, step.label))

    def there(state: str) -> str:
        return capital(say("{it:a} whose {field} is {state}", field=field, state=speech.value(state)))

    written = [(there(source), asked, say("its {field} is {state}", field=field, state=speech.value(target))) for source, target in step.moves]
    values = next((other.values for other in resource.fields if other.name == resource.state), ())
    closed = [value for value in values if value not in {source for source, _ in step.moves}]
    if closed:
        written.append((there(closed[0]), asked, say("it is refused and the {it:one} stays {state}", state=speech.value(closed[0]))))
    return written


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
