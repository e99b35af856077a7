"""What plans and documents name, against a small repository."""

from __future__ import annotations

import pytest

from phases.sandboxed.release.references import anchors, follow_links, known_of, of_command
from tests.unit.phases.security.small_product import DOCUMENT, FILES, repository


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return known_of(repository(tmp_path_factory.mktemp("references") / "product", FILES), DOCUMENT)


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        ("docker build --tag app:1 --file Dockerfile .", []),
        ("docker build --file Dockerfile.other .", ["Dockerfile.other"]),
        ("python -m app --port 0", []),
        ("python -m application", ["application"]),
        ("python -m unittest discover -s tests -t .", ["tests"]),
        ("curl http://127.0.0.1:8000/healthz", []),
        ("curl http://127.0.0.1:8000/metrics", ["/metrics"]),
        ("cat VERSION", []),
        ("git switch --detach 0123456789012345678901234567890123456789", ["0123456789012345678901234567890123456789"]),
        ("frobnicate now", ["frobnicate"]),
    ],
)
def test_a_command_names_what_has_to_be_there(known, command, missing):
    assert [part.name for part in of_command("here", command, known) if not part.exists] == missing


def test_the_commit_of_the_repository_is_known(known):
    assert known.commit("here", known.product.head).exists


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("[it](README.md)", 0),
        ("[it](docs/../README.md)", 0),
        ("[it](app)", 0),
        ("[it](missing.md)", 1),
        ("[it](../outside.md)", 1),
        ("[it](#here)\n\n# Here", 0),
        ("[it](#there)\n\n# Here", 1),
        ("<http://127.0.0.1:8000/notes>", 0),
        ("<http://127.0.0.1:8000/nowhere>", 1),
        ("\\[no link\\](missing.md)", 0),
    ],
)
def test_a_link_has_to_lead_somewhere(known, text, broken):
    assert len(follow_links({"index.md": text}, known).broken) == broken


def test_code_holds_no_links_and_other_sites_are_not_asked(known):
    found = follow_links({"index.md": "```sh\n[x](missing.md)\n```\n\n[x](https://example.org/)"}, known)
    assert (found.followed, found.broken, found.elsewhere) == (0, (), ("index.md: https://example.org/",))


def test_headings_give_the_anchors():
    assert anchors("# One & two\n\n## GET /api/x\n") == {"one--two", "get-apix"}
