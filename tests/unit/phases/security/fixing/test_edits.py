"""Edits of source by the places that its tree names."""

import ast

import pytest

from phases.sandboxed.security.fixing.edits import Source, literal, parsed, with_import
from phases.sandboxed.security.fixing.repairs import NotRepairable


def test_a_node_is_replaced_where_it_stands_also_behind_letters_of_several_bytes():
    text = 'x = "äöü", call(1), "ß"\n'
    source = Source(text)
    source.replace(next(node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)), "other(2)")
    assert source.result() == 'x = "äöü", other(2), "ß"\n'


@pytest.mark.parametrize("text", ["plain", "it's", 'a "name"', "two\nlines", "back\\slash", "both ' and \"", 'two\nlines"'])
def test_a_literal_says_its_text(text):
    assert ast.literal_eval(literal(text)) == text


@pytest.mark.parametrize(
    ("before", "module", "name", "after"),
    [
        ("import os\n", "os", "", "import os\n"),
        ("import json\nimport sys\n", "os", "", "import json\nimport os\nimport sys\n"),
        ("from app import a, c\n", "app", "b", "from app import a, b, c\n"),
        ("from app import a\n", "app", "a", "from app import a\n"),
        ("import json\n\nfrom app import a\n", "app.html", "escape", "import json\n\nfrom app import a\nfrom app.html import escape\n"),
        ('"""Says."""\n\nX = 1\n', "os", "", '"""Says."""\n\nimport os\n\n\nX = 1\n'),
        ("", "os", "", "import os\n"),
    ],
)
def test_an_import_stands_where_imports_stand(before, module, name, after):
    assert with_import(before, module, name) == after


def test_what_is_no_python_is_not_edited():
    with pytest.raises(NotRepairable, match="cannot be parsed"):
        parsed("def (", "app/x.py")
