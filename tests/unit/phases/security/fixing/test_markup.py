"""Stored markup on pages: the value that reaches HTML as it is gets escaped, and nothing else does."""

import pytest

from phases.sandboxed.security.fixing import markup
from phases.sandboxed.security.fixing.repairs import NotRepairable
from tests.evaluation.models import MODELS
from tests.evaluation.products import product_of
from tests.support.wounds import wounded

BARE = [
    ("app/html.py", "{escape(_read(field, value))} {escape(field.unit)}", "{_read(field, value)} {escape(field.unit)}"),
    ("app/html.py", "{escape(title_of(resource, row))}", "{title_of(resource, row)}"),
    ("app/html.py", "{escape(caption)}</a>", "{caption}</a>"),
    ("app/html.py", "<h1>{escape(title)}</h1>", "<h1>{title}</h1>"),
    ("app/forms.py", "{escape(text)}</textarea>", "{text}</textarea>"),
]


@pytest.mark.parametrize(("file", "escaped", "bare"), BARE)
def test_a_bare_value_is_escaped_where_it_stands(sound, finding, file, escaped, bare):
    assert escaped in sound[file]
    hurt = {**sound, file: sound[file].replace(escaped, bare)}
    repair = markup.repair(hurt, [finding("dast.markup")])
    assert {name: text for name, text in repair.files.items() if name.startswith("app/")} == {file: sound[file]}


def test_an_escape_that_does_not_escape_is_repaired_itself(sound, finding, passes):
    hurt = {**sound, "app/html.py": sound["app/html.py"].replace("_escape(str(value), quote=True)", "str(value)")}
    assert not passes(hurt, "tests/test_pages.py")
    repair = markup.repair(hurt, [finding("dast.markup")])
    assert passes({**hurt, **repair.files}, "tests/test_pages.py")


@pytest.mark.parametrize("name", sorted(MODELS))
def test_a_sound_product_is_left_alone(finding, name):
    with pytest.raises(NotRepairable, match="no value of a row"):
        markup.repair(product_of(MODELS[name]).files, [finding("dast.markup")])


def test_a_product_without_an_escape_of_its_own_uses_the_standard_one(finding):
    text = '"""Pages."""\n\n\ndef show(row):\n    return f"<p>{row[\'name\']}</p>"\n'
    after = markup.repair({"app/pages.py": text}, [finding("dast.markup")]).files["app/pages.py"]
    assert after == '"""Pages."""\n\nfrom html import escape\n\n\ndef show(row):\n    return f"<p>{escape(row[\'name\'])}</p>"\n'


def test_its_test_fails_on_the_defect(sound, finding, bites):
    assert bites("markup", markup.repair(wounded(sound, "markup"), [finding("dast.markup")]))
