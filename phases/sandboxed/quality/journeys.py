"""End-to-end journeys through a started product: by REST and by its pages, one a resource, each step by a role that may, and asserted.

Steps of a journey build on each other: after a failed one the rest is not reached, and counts as failed.
"""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from phases.sandboxed.product.examples import WRONG
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.quality.asking import Answer, Client, NoSuchForm
from phases.sandboxed.quality.crew import Crew
from phases.sandboxed.quality.rows import RowRefused, input_for, make
from phases.sandboxed.quality.ways import Way, main_way

PROBLEM = "application/problem+json"


class StepFailed(AssertionError):
    """The product did something else than the step wants; the message says what."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one step ended: passed, failed, or not reached. `action` is what a user story calls it."""

    journey: str
    entity: str
    step: str
    action: str
    outcome: str
    message: str = ""


Step = tuple[str, str, Callable[[], None]]


def want(truth: bool, message: str) -> None:
    """Raise StepFailed unless it is so."""
    if not truth:
        raise StepFailed(message)


def want_status(answer: Answer, *statuses: int) -> None:
    if answer.status not in statuses:
        wanted = " or ".join(map(str, statuses))
        raise StepFailed(f"{answer.method} {answer.path} answered {answer.status}, {wanted} is wanted: {answer.text[:200]}")


def run_journey(name: str, entity: str, steps: Iterator[Step]) -> list[Outcome]:
    """Carry out steps until one fails; the ones after it are not reached."""
    outcomes: list[Outcome] = []
    failed = False
    for step, action, act in steps:
        if failed:
            outcomes.append(Outcome(journey=name, entity=entity, step=step, action=action, outcome="not reached"))
            continue
        try:
            act()
            outcomes.append(Outcome(journey=name, entity=entity, step=step, action=action, outcome="passed"))
        except (StepFailed, RowRefused, NoSuchForm, OSError, http.client.HTTPException, ValueError, KeyError, TypeError) as error:
            failed = True
            message = str(error) if isinstance(error, StepFailed) else f"{type(error).__name__}: {error}"
            outcomes.append(Outcome(journey=name, entity=entity, step=step, action=action, outcome="failed", message=message[:500]))
    return outcomes


class RestJourney:
    """Create, read, list, update, move on, refuse what is wrong, delete: by REST."""

    def __init__(self, crew: Crew, resource: Resource, parents: Mapping[str, int]):
        self.crew, self.resource, self.parents = crew, resource, parents
        self.base = f"/api/{resource.path}"
        self.row: dict[str, Any] = {}
        self.given: dict[str, Any] = {}

    def steps(self) -> Iterator[Step]:
        """Yield the steps in their order."""
        yield "create by REST", "create", self._create
        yield "read by REST", "view", self._read
        yield "find it in the list by REST", "list", self._list
        yield "update by REST", "update", self._update
        for transition in main_way(self.resource):
            yield f"{transition[0]} by REST", transition[0], lambda transition=transition: self._move(*transition)
        yield "refuse wrong input by REST", "create", self._refuse
        yield "delete by REST", "delete", self._delete

    def aside(self, way: Way) -> Iterator[Step]:
        """Yield the steps of a way that the main one does not go, with a row of its own."""
        yield "create by REST", "create", self._create
        for transition in way:
            yield f"{transition[0]} by REST", transition[0], lambda transition=transition: self._move(*transition)
        yield "delete by REST", "delete", self._delete

    @property
    def _one(self) -> str:
        return f"{self.base}/{self.row['id']}"

    def _as(self, action: str) -> Client:
        return self.crew.doing(self.resource, action)

    def _create(self) -> None:
        given = self.given = input_for(self.crew, self.resource, self.parents)
        self.row = make(self.crew, self.resource, self.parents, given)
        want(all(_same(self.row.get(name), value) for name, value in given.items()), f"created {given}, got {self.row}")

    def _read(self) -> None:
        answer = self._as("view").get(self._one)
        want_status(answer, 200)
        want(answer.json() == self.row, f"{self._one} differs from what was created")

    def _list(self) -> None:
        answer = self._as("view").get(f"{self.base}?limit=100")
        want_status(answer, 200)
        want(self.row in answer.json()["items"], f"{self.base} does not list the row that was created")

    def _update(self) -> None:
        given = self.given = self.crew.filling.changed(self.resource, self.given)
        answer = self._as("update").send("PUT", self._one, given)
        want_status(answer, 200)
        self.row = self._as("view").get(self._one).json()
        want(all(_same(self.row.get(name), value) for name, value in given.items()), f"updated to {given}, reads {self.row}")

    def _move(self, action: str, target: str) -> None:
        want_status(self._as(action).ask("POST", f"{self._one}/{action}"), 200)
        self.row = self._as("view").get(self._one).json()
        want(self.row[self.resource.state] == target, f"{action} leads to {self.row[self.resource.state]!r}, {target!r} is wanted")

    def _refuse(self) -> None:
        field = next((field for field in self.resource.inputs if field.type != "reference"), self.resource.inputs[0])
        answer = self._as("create").send("POST", self.base, {**self.given, field.name: WRONG[field.type]})
        want_status(answer, 422)
        want(answer.media_type == PROBLEM, f"the refusal is {answer.media_type}, {PROBLEM} is wanted")

    def _delete(self) -> None:
        want_status(self._as("delete").ask("DELETE", self._one), 204)
        want_status(self._as("view").get(self._one), 404)


class PageJourney:
    """The same by the pages, as somebody with a browser does it: forms loaded, filled in and sent."""

    def __init__(self, crew: Crew, resource: Resource, parents: Mapping[str, int], more: Mapping[str, str]):
        """`more` is the address of further actions (search, report …) by action."""
        self.crew, self.resource, self.parents, self.more = crew, resource, parents, more
        self.base, self.one = f"/{resource.path}", ""
        self.given: dict[str, Any] = {}

    def _as(self, action: str) -> Client:
        return self.crew.doing(self.resource, action)

    def steps(self) -> Iterator[Step]:
        """Yield the steps in their order."""
        yield "open the list", "list", self._open
        yield "create by form", "create", self._create
        yield "open the detail page", "view", self._view
        yield "find it in the list", "list", self._listed
        yield "edit by form", "update", self._edit
        for transition in main_way(self.resource):
            yield f"{transition[0]} by button", transition[0], lambda transition=transition: self._move(*transition)
        for action, address in sorted(self.more.items()):
            yield f"open {action}", action, lambda address=address: want_status(self._as("view").get(address), 200)
        yield "delete by button", "delete", self._delete

    def aside(self, way: Way) -> Iterator[Step]:
        """Yield the steps of a way that the main one does not go, with a row of its own."""
        yield "create by form", "create", self._create
        for transition in way:
            yield f"{transition[0]} by button", transition[0], lambda transition=transition: self._move(*transition)
        yield "delete by button", "delete", self._delete

    def _caption(self) -> str:
        return escape(str(self.given.get(self.resource.caption, "")))

    def _open(self) -> None:
        for path in ("/", self.base):
            answer = self._as("view").get(path)
            want_status(answer, 200)
            want(answer.is_page, f"{path} is {answer.media_type}, a page is wanted")
            want(f'href="{self.base}"' in answer.text, f"{path} has no link to {self.base}")

    def _create(self) -> None:
        self.given = input_for(self.crew, self.resource, self.parents)
        answer = self._as("create").submit(self.base, self.base, self.given)
        want_status(answer, 303)
        self.one = answer.headers.get("location", "")
        want(self.one.startswith(f"{self.base}/"), f"after the form the browser is sent to {self.one!r}")

    def _view(self) -> None:
        answer = self._as("view").get(self.one)
        want_status(answer, 200)
        want(self._caption() in answer.text, f"{self.one} does not show {self._caption()!r}")

    def _listed(self) -> None:
        want(f'href="{self.one}"' in self._as("view").get(f"{self.base}?limit=100").text, f"{self.base} has no link to {self.one}")

    def _edit(self) -> None:
        self.given = self.crew.filling.changed(self.resource, self.given)
        want_status(self._as("update").submit(self.one, self.one, self.given), 303)
        want(self._caption() in self._as("view").get(self.one).text, f"{self.one} does not show the change")

    def _move(self, action: str, target: str) -> None:
        address = f"{self.one}/{action}"
        if f'action="{address}"' in self._as(action).get(self.one).text:
            want_status(self._as(action).submit(self.one, address, {}), 303)
        else:
            # not every step has a button: those that no story asks for exist by REST alone
            want_status(self._as(action).ask("POST", f"/api{address}"), 200)
        state = self._as("view").get(f"/api{self.one}").json()[self.resource.state]
        want(state == target, f"{action} leads to {state!r}, {target!r} is wanted")

    def _delete(self) -> None:
        want_status(self._as("delete").submit(self.one, f"{self.one}/delete", {}), 303)
        want_status(self._as("view").get(self.one), 404)


class SignInJourney:
    """Nothing for strangers; in by the form, out by the button; in by REST, out by REST."""

    def __init__(self, crew: Crew, resource: Resource):
        self.client, self.account = crew.stranger(), crew.service.accounts[crew.roles.main]
        self.page, self.api = f"/{resource.path}", f"/api/{resource.path}"

    def steps(self) -> Iterator[Step]:
        """Yield the steps in their order."""
        yield "is closed to strangers", "sign-in", self._closed
        yield "refuse a wrong password", "sign-in", self._refuse
        yield "sign in by form", "sign-in", self._enter
        yield "sign out by button", "sign-out", self._leave
        yield "sign in and out by REST", "sign-in", self._by_rest

    def _closed(self) -> None:
        want_status(self.client.get(self.api), 401)
        answer = self.client.get(self.page)
        want_status(answer, 303)
        want(answer.headers.get("location", "").startswith("/sign-in"), f"a stranger is sent to {answer.headers.get('location')!r}")

    def _refuse(self) -> None:
        want_status(self.client.submit("/sign-in", "/sign-in", {"name": self.account.name, "password": "not the password"}), 401)

    def _enter(self) -> None:
        want_status(self.client.submit("/sign-in", "/sign-in", {"name": self.account.name, "password": self.account.password}), 303)
        want_status(self.client.get("/"), 200)

    def _leave(self) -> None:
        want_status(self.client.submit("/", "/sign-out", {}), 303)
        want_status(self.client.get("/"), 303)

    def _by_rest(self) -> None:
        want_status(self.client.sign_in(self.account.name, self.account.password), 201)
        want(self.client.get(self.api).status != 401, f"{self.api} does not know the token")
        want_status(self.client.ask("DELETE", "/api/session"), 204)
        want_status(self.client.get(self.api), 401)


def _same(actual: Any, given: Any) -> bool:
    return actual == given or str(actual).replace("+00:00", "Z") == str(given)
