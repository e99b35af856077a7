"""A newcomer's mistakes at the form of a started product: refused with a word on what is right, or written down as silent."""

import pytest

from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.product.running import running
from phases.sandboxed.release.guests import Guests
from phases.sandboxed.release.people import Step
from phases.sandboxed.release.walking import Corrected, StepFailed, Walk
from tests.evaluation.products import product_of, written
from tests.unit.phases.product.models import TODO

FILES = product_of(TODO).files
TASK = next(resource for resource in resources_of(TODO) if resource.id == "todo")
ERROR = '<p class="error" id="{id}-error">'


def mistaken(folder, **edits):
    """Return what was in the way of a newcomer's mistakes with a product in which (file → (old, new)) was changed."""
    files = dict(FILES)
    for name, (old, new) in edits.items():
        file = f"app/{name}.py"
        assert old in files[file]
        files[file] = files[file].replace(old, new)
    with running(written(files, folder / "product"), folder) as service:
        walk = Walk(Guests(service, TODO), TODO)
        with pytest.raises(Corrected, match="the page named Title, Priority"):
            walk.do(Step(action="mistake", resource=TASK, wanted="Enter the first record"))
    return [(noted.sort, noted.observed) for noted in walk.noted]


def test_a_form_that_says_what_is_right_is_not_in_the_way(tmp_path):
    assert mistaken(tmp_path) == []


def test_a_date_that_is_refused_without_an_example_is_silent(tmp_path):
    found = mistaken(tmp_path, wording=("has to be a date such as 2030-12-31", "is wrong"))
    assert found == [("silent", "“?” as Due date was refused without saying what would be right")]


def test_a_form_that_says_nothing_at_all_fails_the_step(tmp_path):
    files = {**FILES, "app/forms.py": FILES["app/forms.py"].replace(ERROR, '<p class="error">')}
    with running(written(files, tmp_path / "product"), tmp_path) as service, pytest.raises(StepFailed, match="names no field"):
        Walk(Guests(service, TODO), TODO).do(Step(action="mistake", resource=TASK, wanted="Enter the first record"))


def test_a_page_without_the_form_of_a_step_fails_it(tmp_path):
    pages = FILES["app/pages.py"]
    elsewhere = pages.replace('action=f"/{resource.path}", submit=title', 'action="/elsewhere", submit=title')
    assert elsewhere != pages
    product = written({**FILES, "app/pages.py": elsewhere}, tmp_path / "product")
    with running(product, tmp_path) as service, pytest.raises(StepFailed, match="/todos has no form that leads to /todos"):
        Walk(Guests(service, TODO), TODO).do(Step(action="create", resource=TASK, wanted="Enter the first record"))
