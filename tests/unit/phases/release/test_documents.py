"""Documents of awkward models stay Markdown, and change only with what they tell."""

from __future__ import annotations

import pytest

from phases.sandboxed.product.contract import openapi_document
from phases.sandboxed.product.markdown import inline
from phases.sandboxed.release.documents import api_guide, operations, readme_with_links, release_notes, user_guide
from phases.sandboxed.speech import speech_of
from tests.unit.phases.product.benches import stories_for
from tests.unit.phases.product.models import AWKWARD, MODELS


@pytest.mark.parametrize("name", sorted(MODELS))
def test_the_api_guide_has_a_heading_for_every_operation(name):
    contract = openapi_document(MODELS[name])
    lines = api_guide(MODELS[name], contract).splitlines()
    assert [line for line in lines if line.startswith("### ")] == [f"### {method} {path}" for method, path, _ in operations(contract)]


def test_the_examples_of_the_api_guide_sign_in_first():
    guide = api_guide(MODELS["todo"], openapi_document(MODELS["todo"]))
    commands = [part.partition("```")[0] for part in guide.split("```sh\n")[1:]]
    assert "/api/session" in commands[0] and "Bearer" not in commands[0]
    assert len(commands) == 3 and all('--header "Authorization: Bearer $TOKEN"' in command for command in commands[1:])


def test_the_user_guide_tells_of_every_resource_and_wish():
    guide = user_guide(AWKWARD, stories_for(AWKWARD, ("search",)))
    assert ("## Orders" in guide, "- search Orders" in guide, "<b>" in guide) == (True, True, False)


def test_the_user_guide_parts_what_people_can_do_from_what_always_holds():
    entity = AWKWARD["entities"][0]["id"]
    model = {**AWKWARD, "language": "en", "rules": [{"id": "r1", "text": "An order is paid once."}], "summary": AWKWARD["title"]}
    stories = [{"entity": entity, "i_want": "to pay an order"}, {"entity": entity, "i_want": "to rely on this: An order is paid once.", "rule": "r1"}]
    guide = user_guide(model, {"stories": stories})
    assert "What people can do:\n\n- pay an order\n\nWhat always holds:\n\n- An order is paid once.\n" in guide
    assert "rely" not in guide and guide.count(inline(AWKWARD["title"])) == 1


def test_linking_twice_changes_nothing():
    once = readme_with_links("# It\n\nText.\n", {"docs/a.md": "A"})
    assert once.endswith("## More to read\n\n- [A](docs/a.md)\n")
    assert readme_with_links(once, {"docs/a.md": "A"}) == once


def test_the_guide_and_the_notes_of_a_german_product_are_german():
    model = {**AWKWARD, "language": "de"}
    guide = user_guide(model, {"stories": [{"entity": model["entities"][0]["id"], "i_want": "eine Bestellung anlegen"}]})
    notes = {"title": "T 1.0.0", "summary": "S", "changes": [], "not_included": ["US-001"], "known_limits": ["L"]}
    told = release_notes(notes, speech_of(model))
    assert [line for line in guide.splitlines() if line.startswith("Was ")] == [
        "Was man tun kann:",
        "Was ein Programm tun kann, steht in der [Beschreibung der Schnittstelle](api.md).",
    ]
    assert [line for line in told.splitlines() if line.startswith("## ")] == [
        "## Was sich geändert hat",
        "## Nicht durch einen eigenen Commit geändert",
        "## Bekannte Grenzen",
    ]
