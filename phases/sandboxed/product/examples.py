"""Example values, and the test modules of the product's resources that are written with them."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.product import templates
from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.operations import camel
from phases.sandboxed.product.resources import Field, Resource, resources_of

# two values a type: one to create with, one to change to
VALUES: dict[str, tuple[Any, Any]] = {
    "text": ("first", "second"),
    "integer": (3, 4),
    "number": (2.5, 4.5),
    "boolean": (False, True),
    "date": ("2030-01-31", "2030-02-01"),
    "datetime": ("2030-01-31T09:00:00Z", "2030-02-01T10:30:00Z"),
}
WRONG: dict[str, Any] = {
    "text": 1,
    "integer": "x",
    "number": "x",
    "boolean": "x",
    "date": "x",
    "datetime": "x",
    "enum": "no such value",
    "reference": "x",
}


def example(field: Field, *, second: bool = False) -> Any:
    """Return a valid value of a field, the second one of two if wanted; None for references, which depend on rows."""
    if field.type == "enum":
        return field.values[-1 if second else 0]
    if field.type == "reference":
        return None
    value = VALUES[field.type][1 if second else 0]
    return f"{value} {field.label.lower()}" if field.type == "text" else value


def test_modules(model: Any) -> dict[str, str]:
    """Return `tests/examples.py` and one test module a resource."""
    resources = resources_of(model)
    files = {"tests/examples.py": _examples_module(resources)}
    for resource in resources:
        files[f"tests/test_resource_{resource.id}.py"] = _test_module(resource)
    return files


def _examples_module(resources: tuple[Resource, ...]) -> str:
    lines = ['"""Valid input by resource. References are not in it: the rows that they name have to be made first."""\n\nEXAMPLES = {\n']
    for resource in resources:
        lines.append(f"    {literal(resource.id)}: {{\n")
        lines += [f"        {literal(field.name)}: {literal(example(field))},\n" for field in resource.inputs if field.type != "reference"]
        lines.append("    },\n")
    return "".join([*lines, "}\n"])


def _test_module(resource: Resource) -> str:
    plain = [field for field in resource.inputs if field.type != "reference"]
    changed = plain[0]
    value = literal(example(changed, second=True))
    filtering = _filter_test(resource)
    return templates.fill(
        "tests/resource.py",
        imports="from urllib.parse import urlencode\n\n" if filtering else "",
        id=resource.id,
        path=resource.path,
        plural=resource.plural.replace('"', "'"),
        camel=camel(resource.id),
        changed=f'{{"{changed.name}": {value}}}',
        changed_name=changed.name,
        changed_value=value,
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
