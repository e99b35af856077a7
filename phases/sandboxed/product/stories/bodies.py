"""The bodies of acceptance tests, in the order in which `planning.acceptance.criteria` writes the criteria of an action.

Each body is a list of lines; it enters by HTTP through `tests.support.ServiceCase`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.examples import TEST_NOW, WRONG, example
from phases.sandboxed.product.resources import Field, Resource
from phases.sandboxed.product.samples import alternative
from phases.sandboxed.product.stories.features import searchable
from phases.sandboxed.product.stories.lifecycles import transition_bodies

Body = list[str]
NOWHERE = "quagmire"


def bodies_for(model: Any, resource: Resource, action: str) -> list[Body | None]:
    """Return one body a criterion of the action, None for one that cannot be tested on this resource."""
    if action == "update":
        return _update(model, resource)
    if action in WRITTEN:
        return WRITTEN[action](resource)
    if action in (transition.action for transition in resource.transitions):
        return transition_bodies(resource, action)
    return []


def _api(resource: Resource) -> str:
    return f"/api/{resource.path}"


def _create(resource: Resource) -> list[Body | None]:
    made = [
        f'answer = self.api("POST", "{_api(resource)}", self.example("{resource.id}"))',
        "self.assertEqual(answer.status, 201, answer.text)",
        f'listed = self.api("GET", "{_api(resource)}?limit=100").json()["items"]',
        "self.assertIn(answer.json(), listed)",
        f"""self.assertIn(f'href="/{resource.path}/{{answer.json()["id"]}}"', self.ask("GET", "/{resource.path}").text)""",
    ]
    written: list[Body | None] = [made]
    required = [field.name for field in resource.inputs if field.required]
    if required:
        written.append(
            [
                f'given = self.example("{resource.id}")',
                f'before = self.api("GET", "{_api(resource)}").json()["total"]',
                f'del given["{required[0]}"]',
                f'answer = self.api("POST", "{_api(resource)}", given)',
                "self.assertEqual(answer.status, 422, answer.text)",
                f'self.assertIn("/{required[0]}", [error["pointer"] for error in answer.json()["errors"]])',
                f'self.assertEqual(self.api("GET", "{_api(resource)}").json()["total"], before)',
            ]
        )
    if resource.state:
        written.append(
            [
                f'row = self.make("{resource.id}")',
                f"""read = self.api("GET", f"{_api(resource)}/{{row['id']}}").json()""",
                f'self.assertEqual(read["{resource.state}"], {literal(resource.initial)})',
            ]
        )
    return written


def _list(resource: Resource) -> list[Body | None]:
    shown = [
        f'rows = [self.make("{resource.id}") for _ in range(3)]',
        f'page = self.ask("GET", "/{resource.path}").text',
        "for row in rows:",
        f"""    self.assertIn(f'href="/{resource.path}/{{row["id"]}}"', page)""",
        f'self.assertEqual(self.api("GET", "{_api(resource)}").json()["total"], 3)',
        'self.assertIn("<caption>3 ", page)',
    ]
    paged = [
        f'rows = [self.make("{resource.id}") for _ in range(3)]',
        f'second = self.api("GET", "{_api(resource)}?limit=2&offset=2").json()',
        'self.assertEqual([row["id"] for row in second["items"]], [rows[-1]["id"]])',
        f"""self.assertIn('rel="next"', self.ask("GET", "/{resource.path}?limit=2").text)""",
    ]
    return [shown, paged]


def _named(field: Field) -> str:
    """Return what stands beside a field's value on the pages, which say of moments that they are UTC."""
    return f"{field.label} (UTC)" if field.type == "datetime" else field.label


def _view(resource: Resource) -> list[Body | None]:
    fields = resource.fields[:4]
    seen = [
        f'row = self.make("{resource.id}")',
        f"""page = self.ask("GET", f"/{resource.path}/{{row['id']}}")""",
        "self.assertEqual(page.status, 200)",
        *(f'self.assertIn("<dt>{_named(field)}</dt>", page.text)' for field in fields),
        f"""self.assertEqual(self.api("GET", f"{_api(resource)}/{{row['id']}}").json(), row)""",
    ]
    missing = [
        f'self.assertEqual(self.ask("GET", "/{resource.path}/1").status, 404)',
        f'self.assertEqual(self.ask("GET", "{_api(resource)}/1").status, 404)',
    ]
    return [seen, missing]


def _other(model: Any, resource: Resource, field: Field) -> dict[str, str]:
    """Return expressions for another valid value of a field, and for what has to change with it."""
    if field.type == "reference":
        return {field.name: f'self.make("{field.references}")["id"]'}
    return {name: literal(value) for name, value in alternative(model, resource, field.name, TEST_NOW).items()}


def _update(model: Any, resource: Resource) -> list[Body | None]:
    field = resource.inputs[0]
    other = _other(model, resource, field)
    given = ", ".join(f'"{name}": {"value" if name == field.name else text}' for name, text in other.items())
    address = f"f\"{_api(resource)}/{{row['id']}}\""
    replaced = [
        f'row, other = self.make("{resource.id}"), self.make("{resource.id}")',
        f"value = {other[field.name]}",
        f'answer = self.api("PUT", {address}, self.example("{resource.id}", {{{given}}}))',
        "self.assertEqual(answer.status, 200, answer.text)",
        f'self.assertEqual(self.api("GET", {address}).json()["{field.name}"], value)',
        f"""self.assertEqual(self.api("GET", f"{_api(resource)}/{{other['id']}}").json(), other)""",
    ]
    refused = [
        f'row = self.make("{resource.id}")',
        f'answer = self.api("PUT", {address}, self.example("{resource.id}", {{"{field.name}": {literal(WRONG[field.type])}}}))',
        "self.assertEqual(answer.status, 422, answer.text)",
        f'self.assertEqual([error["pointer"] for error in answer.json()["errors"]], ["/{field.name}"])',
        f'self.assertEqual(self.api("GET", {address}).json(), row)',
    ]
    return [replaced, refused]


def _delete(resource: Resource) -> list[Body | None]:
    deleted = [
        f'row = self.make("{resource.id}")',
        f"""self.assertEqual(self.api("DELETE", f"{_api(resource)}/{{row['id']}}").status, 204)""",
        f'listed = self.api("GET", "{_api(resource)}?limit=100").json()["items"]',
        'self.assertNotIn(row["id"], [entry["id"] for entry in listed])',
    ]
    again = [*deleted[:2], f"""self.assertEqual(self.api("DELETE", f"{_api(resource)}/{{row['id']}}").status, 404)"""]
    return [deleted, again]


def _two_texts(field: Field) -> tuple[str, str, str] | None:
    """Return two values of a field as expressions, and a word that stands in the first alone; None when there are no such two."""
    if field.type == "text":
        return '"a zebra crossing"', '"some quiet harbour"', "zebra"
    if field.type in ("integer", "number"):
        return "314159", "271828", "314159"
    first, second = example(field), example(field, second=True)
    if str(first) in str(second):
        first, second = second, first
    return None if str(first) in str(second) else (literal(first), literal(second), str(first))


def _search(resource: Resource) -> list[Body | None]:
    field = next((field for field in searchable(resource) if not field.managed), None)
    texts = _two_texts(field) if field else None
    if field is None or texts is None:
        return [None, None]
    first, second, word = texts
    found = [
        f'wanted = self.make("{resource.id}", {{"{field.name}": {first}}})',
        f'self.make("{resource.id}", {{"{field.name}": {second}}})',
        f'query = urlencode({{"q": {literal(word)}}})',
        f'answer = self.api("GET", f"{_api(resource)}/search?{{query}}")',
        "self.assertEqual(answer.status, 200, answer.text)",
        'self.assertEqual(answer.json()["items"], [wanted])',
        f'page = self.ask("GET", f"/{resource.path}/search?{{query}}").text',
        f"""self.assertIn(f'href="/{resource.path}/{{wanted["id"]}}"', page)""",
    ]
    nothing = [
        f'self.make("{resource.id}")',
        f'found = self.api("GET", "{_api(resource)}/search?q={NOWHERE}").json()',
        'self.assertEqual((found["items"], found["total"]), ([], 0))',
    ]
    return [found, nothing]


def _filter(resource: Resource) -> list[Body | None]:
    if not resource.filters:
        return _search(resource)[:1]
    field = resource.filters[0]
    asked = [
        f'query = urlencode({{"{field.name}": value}})',
        f'listed = self.api("GET", f"{_api(resource)}?{{query}}").json()["items"]',
        'self.assertEqual([row["id"] for row in listed], [wanted["id"]])',
        f'page = self.ask("GET", f"/{resource.path}/filter?{{query}}")',
        "self.assertEqual(page.status, 200)",
        f"""self.assertIn(f'href="/{resource.path}/{{wanted["id"]}}"', page.text)""",
        f"""self.assertNotIn(f'href="/{resource.path}/{{other["id"]}}"', page.text)""",
    ]
    if field.managed:
        return [_filter_by_state(resource, asked)]
    if field.type == "reference":
        arrange = [f'value, second = self.make("{field.references}")["id"], self.make("{field.references}")["id"]']
    elif field.type == "boolean":
        arrange = ["value, second = True, False"]
        asked[0] = f'query = urlencode({{"{field.name}": "true"}})'
    elif example(field) == example(field, second=True):
        return [None]
    else:
        arrange = [f"value, second = {literal(example(field))}, {literal(example(field, second=True))}"]
    return [
        [
            *arrange,
            f'wanted = self.make("{resource.id}", {{"{field.name}": value}})',
            f'other = self.make("{resource.id}", {{"{field.name}": second}})',
            *asked,
        ]
    ]


def _filter_by_state(resource: Resource, asked: Body) -> Body | None:
    """Two rows differ in their state once one of them has taken a step."""
    step = next((step for step in resource.transitions if resource.initial in dict(step.moves)), None)
    if step is None:
        return None
    return [
        f'wanted, other = self.make("{resource.id}"), self.make("{resource.id}")',
        f"""self.assertEqual(self.api("POST", f"{_api(resource)}/{{other['id']}}/{step.action}").status, 200)""",
        f"value = {literal(resource.initial)}",
        *asked,
    ]


def _export(resource: Resource) -> list[Body | None]:
    read = [
        f'answer = self.ask("GET", "{_api(resource)}/export")',
        'self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "text/csv; charset=utf-8"))',
        "lines = list(csv.reader(io.StringIO(answer.text)))",
    ]
    names = literal(("id", *(field.name for field in resource.fields)))
    two = [
        f'rows = [self.make("{resource.id}"), self.make("{resource.id}")]',
        *read,
        "self.assertEqual(len(lines), 3)",
        f"self.assertEqual(tuple(lines[0]), {names})",
        'self.assertEqual([line[0] for line in lines[1:]], [str(row["id"]) for row in rows])',
    ]
    none = [*read, f"self.assertEqual([tuple(line) for line in lines], [{names}])"]
    return [two, none]


def _report(resource: Resource) -> list[Body | None]:
    three = [
        "for _ in range(3):",
        f'    self.make("{resource.id}")',
        f'report = self.api("GET", "{_api(resource)}/report").json()',
        'self.assertEqual(report["total"], 3)',
        'self.assertTrue(report["groups"])',
        'for group in report["groups"]:',
        '    self.assertEqual(sum(entry["count"] for entry in group["values"]), 3)',
        f'self.assertIn("<dd>3</dd>", self.ask("GET", "/{resource.path}/report").text)',
    ]
    none = [
        f'self.assertEqual(self.api("GET", "{_api(resource)}/report").json()["total"], 0)',
        f'self.assertEqual(self.ask("GET", "/{resource.path}/report").status, 200)',
    ]
    return [three, none]


# `update` is written from the rules too, see `bodies_for`
WRITTEN: dict[str, Callable[[Resource], list[Body | None]]] = {
    "create": _create,
    "list": _list,
    "view": _view,
    "delete": _delete,
    "search": _search,
    "filter": _filter,
    "export": _export,
    "report": _report,
}
