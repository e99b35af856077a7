"""Acceptance tests of stories: for each criterion a test that enters by HTTP and asserts what the criterion's `then` says."""

from __future__ import annotations

from phases.sandboxed.planning.acceptance import criteria
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.product.stories import bodies
from phases.sandboxed.product.stories.reading import Story, test_class, test_method

INDENT = "        "


def acceptance_module(resource: Resource, story: Story) -> str | None:
    """Return the source of a story's acceptance tests; None when none of its criteria can be tested.

    A criterion in words that no written test stands for gets no test: it then counts as not covered.
    """
    written = dict(zip(criteria_keys(resource, story["action"]), bodies.bodies_for(resource, story["action"]), strict=True))
    tests = []
    for criterion in story["acceptance"]:
        body = written.get((criterion["given"], criterion["when"], criterion["then"]))
        if body is not None:
            words = f"Given {criterion['given']}, when {criterion['when']}, then {criterion['then']}."
            tests.append(
                f'    def {test_method(criterion)}(self) -> None:\n{INDENT}"""{_quoted(words)}"""\n' + "".join(f"{INDENT}{line}\n" for line in body)
            )
    if not tests:
        return None
    used = "\n".join(tests)
    imports = "import csv\nimport io\n\n" if "csv.reader" in used else ""
    imports += "from urllib.parse import urlencode\n\n" if "urlencode(" in used else ""
    wish = _quoted(f"As {story['as_a']} I want {story['i_want']}, so that {story['so_that']}.")
    return (
        f'"""{story["id"]}: {wish}"""\n\n{imports}from tests.support import ServiceCase\n\n\n'
        f'class {test_class(story)}(ServiceCase):\n    """The acceptance criteria of {story["id"]}."""\n\n    resource = "{resource.id}"\n\n{used}'
    )


def criteria_keys(resource: Resource, action: str) -> list[tuple[str, str, str]]:
    """Return the criteria that the written tests stand for, in the order of the tests; empty for an unknown action."""
    known = {*bodies.WRITTEN, *(transition.action for transition in resource.transitions)}
    return list(criteria(resource, action)) if action in known else []


def _quoted(text: str) -> str:
    """Return a text that may stand between triple quotes."""
    flat = " ".join(text.split()).replace("\\", "/").replace('"', "'")
    return flat if len(flat) <= 300 else flat[:299] + "…"
