"""How a text is made: fixed texts and the expressions between them, in order."""

import ast

import pytest

from phases.sandboxed.security.fixing.pieces import pieces
from phases.sandboxed.security.fixing.repairs import NotRepairable


def read(made):
    return [part if isinstance(part, str) else ast.unparse(part) for part in pieces(ast.parse(made, mode="eval").body)]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ('"a" "b"', ["ab"]),
        ('f"a{x}b{y + 1}"', ["a", "x", "b", "y + 1"]),
        ('"a" + str(x) + f"{y}" + z', ["a", "x", "y", "z"]),
        ('"%s%%%(name)s" % x', ["", "x", "", "%", "", None]),
        ('"a{}b{1}{n}".format(x, y, n=z)', ["a", "x", "b", "y", "", "z"]),
    ],
)
def test_each_way_of_making_a_text_is_read(made, expected):
    if None in expected:
        with pytest.raises(NotRepairable, match="which value belongs"):
            read(made)
    else:
        assert read(made) == expected


@pytest.mark.parametrize("made", ['"%r" % x', 'f"{x!r}"', '"{:>5}".format(x)', '"%s %s" % x', '"{}".format(*x)'])
def test_what_cannot_be_read_is_refused(made):
    with pytest.raises(NotRepairable):
        read(made)
