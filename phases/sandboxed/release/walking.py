"""How a scripted persona does one step in the running release: by its pages as a browser would, checking what it then sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

from phases.sandboxed.product.resources import Resource
from phases.sandboxed.product.stories.lifecycles import steps_to
from phases.sandboxed.quality.asking import Answer, Client, NoSuchForm
from phases.sandboxed.quality.documents import parse
from phases.sandboxed.release.frictions import Noted
from phases.sandboxed.release.guests import Guests
from phases.sandboxed.release.people import Step
from phases.sandboxed.release.rows import Rows


class StepFailed(RuntimeError):
    """The step did not lead where the persona wanted; the message says what was seen."""


class Corrected(RuntimeError):
    """The step succeeded only after the service had refused a first try; the message says what it refused."""


class Walk:
    """The steps of one persona. Raises from `do`: StepFailed, Corrected, and what clients raise; `noted` is what was in its way."""

    def __init__(self, guests: Guests, model: Mapping[str, Any]):
        self.guests, self.rows = guests, Rows(model, guests)
        self.noted: list[Noted] = []
        self.simple: dict[str, Callable[[Resource], None]] = {
            "look": self._look, "list": self._list, "create": self._create, "view": self._view, "update": self._update, "delete": self._delete,
            "search": self._search, "filter": self._filter, "export": self._export, "report": self._report,
            "mistake": self._mistake, "labels": self._labels, "health": self._health, "contract": self._contract,
        }  # fmt: skip

    def do(self, step: Step) -> None:
        """Do one step, or raise StepFailed; then make room for others where a rule limits how many rows there may be."""
        try:
            self._do(step)
        except NoSuchForm as error:
            raise StepFailed(str(error)) from None
        finally:
            self.rows.make_room()

    def _do(self, step: Step) -> None:
        if any(transition.action == step.action for transition in step.resource.transitions):
            return self._move(step.resource, step.action)
        if step.action not in self.simple:
            raise StepFailed(f"the release offers nothing to {step.action} {step.resource.plural}")
        return self.simple[step.action](step.resource)

    def add(self, resource: Resource) -> dict[str, Any]:
        """Add a row by REST, as the ground that a step stands on."""
        return self.rows.add(resource.id)

    def _as(self, resource: Resource, action: str) -> Client:
        return self.guests.doing(resource.id, action)

    # -- by the pages ----------------------------------------------------------------------------------------------------

    def _look(self, resource: Resource) -> None:
        start = self._ok(self._as(resource, "view").get("/"))
        self._seen(f'href="/{resource.path}"' in start.text, f"the start page does not lead to {resource.plural}")

    def _list(self, resource: Resource) -> None:
        row = self.add(resource)
        wanted = f'href="/{resource.path}/{row["id"]}"'
        address: str | None = f"/{resource.path}"
        while address is not None:
            page = self._ok(self._as(resource, "view").get(address))
            if wanted in page.text:
                return
            following = re.search(r'href="([^"]+)"[^>]* rel="next"', page.text)
            address = following.group(1).replace("&amp;", "&") if following else None
        raise StepFailed(f"the list of {resource.plural} does not show the row {row['id']}")

    def _create(self, resource: Resource) -> None:
        before = self._total(resource)
        answer = self._as(resource, "create").submit(f"/{resource.path}", f"/{resource.path}", self.rows.values(resource))
        self._sent(answer)
        self.rows.note(resource, int(answer.headers.get("location", "/0").rpartition("/")[2]))
        self._seen(self._total(resource) == before + 1, f"no new row is among the {resource.plural}")

    def _view(self, resource: Resource) -> None:
        row = self.add(resource)
        page = self._ok(self._as(resource, "view").get(f"/{resource.path}/{row['id']}"))
        shown = row.get(resource.caption)
        self._seen(not isinstance(shown, str) or escape(shown) in page.text, f"the page of the row does not show its {resource.caption}")

    def _update(self, resource: Resource) -> None:
        row = self.add(resource)
        known = {field.name: row[field.name] for field in resource.inputs if row.get(field.name) is not None}
        values = self.guests.filling.changed(resource, known)
        address = f"/{resource.path}/{row['id']}"
        self._sent(self._as(resource, "update").submit(address, address, values))
        now = self._ok(self._as(resource, "view").get(f"/api{address}")).json()
        wrong = [name for name, value in values.items() if now.get(name) != value]
        self._seen(not wrong, f"{', '.join(wrong)} was not changed")

    def _delete(self, resource: Resource) -> None:
        address = f"/{resource.path}/{self.add(resource)['id']}"
        self._sent(self._as(resource, "delete").submit(address, f"{address}/delete", {}))
        status = self._as(resource, "view").get(f"/api{address}").status
        self._seen(status == 404, f"the deleted row still answers {status}")

    def _move(self, resource: Resource, action: str) -> None:
        """Bring a row where the step starts, then take the step on its page."""
        source, target = next(transition.moves[0] for transition in resource.transitions if transition.action == action)
        way = steps_to(resource, source)
        if way is None:
            raise StepFailed(f"no step leads to {source}, where {action} starts")
        address = f"/{resource.path}/{self.add(resource)['id']}"
        for earlier in way:
            self._ok(self._as(resource, earlier).ask("POST", f"/api{address}/{earlier}"))
        self._sent(self._as(resource, action).submit(address, f"{address}/{action}", {}))
        state = self._ok(self._as(resource, "view").get(f"/api{address}")).json()[resource.state]
        self._seen(state == target, f"after {action} it is {state}, not {target}")

    def _search(self, resource: Resource) -> None:
        row = self.add(resource)
        word = str(row.get(resource.caption) or row["id"])
        self._ok(self._as(resource, "view").get(f"/{resource.path}/search?{urlencode({'q': word})}"))

    def _filter(self, resource: Resource) -> None:
        self._ok(self._as(resource, "view").get(f"/{resource.path}/{'filter' if resource.filters else 'search'}"))

    def _export(self, resource: Resource) -> None:
        self._ok(self._as(resource, "view").get(f"/{resource.path}/export"))

    def _report(self, resource: Resource) -> None:
        self._ok(self._as(resource, "view").get(f"/{resource.path}/report"))

    # -- roles -----------------------------------------------------------------------------------------------------------

    def _mistake(self, resource: Resource) -> None:
        """Send the form empty, as people do, then with values of no sense; it has to say what is missing, and what would be right.

        A form that needs nothing is accepted as it is.
        """
        needed = [field for field in resource.inputs if field.required]
        if not needed:
            return
        answer = self._as(resource, "create").submit(f"/{resource.path}", f"/{resource.path}", dict.fromkeys((field.name for field in needed), ""))
        self._seen(answer.status == 422, f"the empty form was answered {answer.status}, not 422")
        told = {field.label: _error_at(answer, field.name) for field in needed}
        named = [name for name, text in told.items() if text]
        self._seen(bool(named), "the answer to the empty form names no field")
        if len(named) < len(told):
            silent = ", ".join(name for name in told if name not in named)
            self.noted.append(Noted(sort="silent", observed=f"the empty form of {resource.plural} was refused without a word at {silent}"))
        self._nonsense(resource)
        raise Corrected(f"the empty form of {resource.plural} was refused with 422; the page named {', '.join(named)}")

    def _nonsense(self, resource: Resource) -> None:
        """Send what is neither number nor date where one is asked for; the refusal has to say what would be right, for dates by an example."""
        asked = {field.name: field for field in resource.inputs if field.type in ("integer", "number", "date", "datetime")}
        if not asked:
            return
        page = f"/{resource.path}"
        answer = self._as(resource, "create").submit(page, page, {**self.rows.values(resource), **dict.fromkeys(asked, "?")})
        labels = ", ".join(field.label for field in asked.values())
        self._seen(answer.status == 422, f"a form with “?” for {labels} was answered {answer.status}, not 422")
        for name, field in asked.items():
            text = _error_at(answer, name).replace(field.label, "")
            if not text or (field.type in ("date", "datetime") and not any(sign.isdigit() for sign in text)):
                self.noted.append(Noted(sort="silent", observed=f"“?” as {field.label} was refused without saying what would be right"))

    def _labels(self, resource: Resource) -> None:
        page = self._ok(self._as(resource, "create").get(f"/{resource.path}"))
        without = [field.label for field in resource.inputs if f'<label for="field-{field.name}"' not in page.text]
        self._seen(not without, f"no label stands at {', '.join(without)}")

    def _health(self, resource: Resource) -> None:
        self._seen(self._ok(self.guests.main.get("/healthz")).json() == {"status": "ok"}, "the health check does not say ok")

    def _contract(self, resource: Resource) -> None:
        paths = self._ok(self.guests.main.get("/openapi.json")).json()["paths"]
        self._seen(f"/api/{resource.path}" in paths, f"the contract does not tell of {resource.plural}")

    # -- what is seen ----------------------------------------------------------------------------------------------------

    def _total(self, resource: Resource) -> int:
        return self._ok(self._as(resource, "view").get(f"/api/{resource.path}?limit=1")).json()["total"]

    def _ok(self, answer: Answer) -> Answer:
        self._seen(answer.status == 200, f"{answer.endpoint} answered {answer.status}")
        return answer

    def _sent(self, answer: Answer) -> None:
        self._seen(answer.status == 303, f"{answer.endpoint} answered {answer.status}, the form was not accepted")

    @staticmethod
    def _seen(truth: bool, message: str) -> None:
        if not truth:
            raise StepFailed(message)


def _error_at(answer: Answer, name: str) -> str:
    """Return what a page says is wrong with a field, nothing when it says nothing."""
    return next((element.text for element in parse(answer.text).walk() if element.attributes.get("id") == f"field-{name}-error"), "")
