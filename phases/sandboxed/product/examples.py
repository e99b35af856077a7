"""Example values, and the test modules of the product's resources that are written with them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from phases.sandboxed.product import templates
from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.operations import camel
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.product.samples import alternative, rows_an_account, samples
from phases.sandboxed.product.values import WRONG, example

__all__ = ["TEST_NOW", "WRONG", "example", "test_modules"]


# a Monday morning in the middle of a month: periods have room on both sides. All tests of the product begin at this moment.
TEST_NOW = datetime.datetime(2030, 1, 14, 8, tzinfo=datetime.UTC)


def test_modules(model: Any) -> dict[str, str]:
    """Return `tests/examples.py` and one test module a resource."""
    resources = resources_of(model)
    files = {"tests/examples.py": _examples_module(model, resources)}
    for resource in resources:
        files[f"tests/test_resource_{resource.id}.py"] = _test_module(model, resource)
    return files


HEAD = '''"""Valid input by resource, for rows that are made at NOW. References are not in it: the rows that they name have to be made first."""

# every test begins at this moment
NOW = {now}

EXAMPLES = {{
{examples}}}

# by resource and field how the next row has to differ, where the rules want it to: so much more, later, or the next of some values
STEPS: dict = {{
{steps}}}

# by resource how many rows one account may make, with equal values in some fields
ROWS_AN_ACCOUNT: dict = {rows}
'''


def _examples_module(model: Any, resources: tuple[Resource, ...]) -> str:
    found = samples(model, TEST_NOW, new_accounts=True)
    examples = "".join(_entries(resource.id, found[resource.id].values) for resource in resources)
    steps = "".join(_entries(resource.id, found[resource.id].steps) for resource in resources if found[resource.id].steps)
    rows = {resource.id: rows_an_account(model, resource) for resource in resources}
    limited = ", ".join(f"{literal(id)}: {literal(limits)}" for id, limits in rows.items() if limits)
    return HEAD.format(now=literal(TEST_NOW.isoformat()), examples=examples, steps=steps, rows=f"{{{limited}}}")


def _entries(id: str, values: Mapping[str, Any]) -> str:
    return f"    {literal(id)}: {{\n" + "".join(f"        {literal(name)}: {literal(value)},\n" for name, value in values.items()) + "    },\n"


def _test_module(model: Any, resource: Resource) -> str:
    changed = next(field for field in resource.inputs if field.type != "reference")
    other = alternative(model, resource, changed.name, TEST_NOW)
    filtering = _filter_test(resource)
    return templates.fill(
        "tests/resource.py",
        imports="from urllib.parse import urlencode\n\n" if filtering else "",
        id=resource.id,
        path=resource.path,
        plural=resource.plural.replace('"', "'"),
        camel=camel(resource.id),
        changed="{" + ", ".join(f"{literal(name)}: {literal(value)}" for name, value in other.items()) + "}",
        changed_name=changed.name,
        changed_value=literal(other[changed.name]),
        wrong=f'{{"{changed.name}": {literal(WRONG[changed.type])}}}',
        wrong_name=changed.name,
        more=_required_test(resource) + filtering + _transition_tests(resource),
    )


def _required_test(resource: Resource) -> str:
    required = next((field.name for field in resource.inputs if field.required), "")
    if not required:
        return ""
    return f'''
    def test_it_refuses_a_row_without_{required}(self) -> None:
        given = self.example("{resource.id}")
        del given["{required}"]
        answer = self.api("POST", API, given)
        self.assertEqual(answer.status, 422, answer.text)
        self.assertEqual([error["pointer"] for error in answer.json()["errors"]], ["/{required}"])
'''


def _filter_test(resource: Resource) -> str:
    field = next((field for field in resource.filters if not field.managed and field.type == "enum" and len(field.values) > 1), None)
    if field is None:
        return ""
    first, last = literal(field.values[0]), literal(field.values[-1])
    return f'''
    def test_it_filters_by_{field.name}(self) -> None:
        wanted = self.make("{resource.id}", {{"{field.name}": {last}}})
        self.make("{resource.id}", {{"{field.name}": {first}}})
        query = urlencode({{"{field.name}": {last}}})
        listed = self.api("GET", f"{{API}}?{{query}}").json()
        self.assertEqual([row["id"] for row in listed["items"]], [wanted["id"]])
'''


def _transition_tests(resource: Resource) -> str:
    tests = []
    for step in resource.transitions:
        name = step.action.replace("-", "_")
        first = dict(step.moves).get(resource.initial)
        if first is None:
            tests.append(f'''
    def test_{name}_is_refused_in_the_initial_state(self) -> None:
        row = self.make("{resource.id}")
        answer = self.api("POST", f"{{API}}/{{row['id']}}/{step.action}")
        self.assertEqual(answer.status, 409, answer.text)
''')
            continue
        tests.append(f'''
    def test_{name}_moves_{resource.state}_on(self) -> None:
        row = self.make("{resource.id}")
        self.assertEqual(row["{resource.state}"], {literal(resource.initial)})
        answer = self.api("POST", f"{{API}}/{{row['id']}}/{step.action}")
        self.assertEqual((answer.status, answer.json()["{resource.state}"]), (200, {literal(first)}))
''')
    return "".join(tests)
