"""The aesthetic phase over a built product: what it changes, what it takes back, and what its gate sees of the commit handed on."""

from __future__ import annotations

import pytest
import yaml

from phases.sandboxed.repository import BUNDLE_TYPE
from tests.unit.phases.qa.planting import called, judged, plant, values
from tests.unit.phases.qa.test_qa_phase import CRASH, grounded

AGENTS = ("UIPolishAgent", "BrandingAgent", "AnimationAgent", "ResponsiveAgent")
LOOKS = "tool.aesthetic.measure"
STYLE = "app/static/style.css"


def newest(bench):
    return [ref for ref in bench.refs if ref.type == BUNDLE_TYPE][-1]


def looked_at(bench):
    return judged(bench, "guard.appearanceCheck", LOOKS, phase="aesthetic")


def test_a_sound_product_passes_every_rubric_of_the_phase(bench):
    before = list(bench.refs)
    for agent in AGENTS:
        bench.run(agent, phase="aesthetic", refs=before)
    found = looked_at(bench) | values(bench.run("guard.contradictionScan", phase="aesthetic"))
    with open("config/aesthetic.yaml", encoding="utf-8") as file:
        rubrics = yaml.safe_load(file)["rubrics"]
    for rubric, bound in rubrics.items():
        name, _, kind = rubric.rpartition("_")
        limit = bound["value"] if isinstance(bound, dict) else bound
        if name not in ("grounding", "completeness"):
            assert found[name] >= limit if kind in ("min", "required") else found[name] <= limit, f"{rubric}: {found[name]}"
    assert [validation.reason for validation in grounded(bench, "aesthetic").unsupported] == []


def test_the_polished_commit_is_the_one_that_is_measured(bench):
    result = bench.run("UIPolishAgent", phase="aesthetic")
    report = called(bench, LOOKS, phase="aesthetic")
    assert result["changed"]
    assert report["data"]["commit"] == result["commit"] == newest(bench).name.removesuffix(".bundle")
    assert {bench.content(type)["commit"] for type in ("DesignTokens", "StyleGuide", "WebVitals")} == {result["commit"]}


def test_polishing_twice_gives_the_same_commit(product, bench, tmp_path):
    from tests.unit.phases.qa.planting import copied

    other = copied(product, tmp_path / "other")
    assert bench.run("UIPolishAgent", phase="aesthetic") == other.run("UIPolishAgent", phase="aesthetic")


def test_faint_text_is_mended_by_the_palette(bench):
    plant(bench, {STYLE: ("--color-muted: #4d5764", "--color-muted: #a0a0a0")})
    assert called(bench, "tool.aesthetic.contrast", phase="aesthetic")["data"]["contrast_ratio"] < 4.5
    bench.run("UIPolishAgent", phase="aesthetic")
    assert looked_at(bench)["contrast_ratio"] >= 4.5


def test_a_change_that_breaks_a_test_is_taken_back(bench):
    fond = (
        "import unittest\nfrom pathlib import Path\n\n\nclass TestFond(unittest.TestCase):\n    def test_the_accent_stays(self):\n"
        "        self.assertIn('--color-accent: #0b5394', Path('app/static/style.css').read_text())\n"
    )
    commit = plant(bench, {"tests/test_fond.py": fond})
    result = bench.run("UIPolishAgent", phase="aesthetic")
    report = bench.content("PolishReport")
    assert (result["changed"], report["commit_before"], report["tests_passed"]) == (False, commit, report["tests"])
    assert looked_at(bench)["tests_pass"] == 1.0


def test_a_product_without_tokens_is_left_as_it_is(bench):
    commit = plant(bench, {STYLE: "body { color: #111111; background: #ffffff; }\n"})
    assert bench.run("UIPolishAgent", phase="aesthetic") == {"commit": commit, "changed": False}
    assert newest(bench).producer == "a gardener"


@pytest.mark.parametrize(
    ("edit", "metric", "wrong"),
    [
        (("--color-muted: #4d5764", "--color-muted: #999999"), "contrast_ratio", lambda value: value < 4.5),
        (("--color-muted: #4d5764", "--color-muted: rebeccapurple"), "unreadable_colours", lambda value: value == 1),
        (("section {", "section { width: 60rem;"), "fixed_widths", lambda value: value == 1),
        (("section {", "section { transition: all 0.5s;"), "longest_move_ms", lambda value: value == 500),
        (("section {", "section { transition: all 0.1s;"), "reduced_motion", lambda value: value is False),
        (("section {", f"/* {'x' * 120_000} */ section {{"), "page_weight_kb", lambda value: value > 100),
    ],
)
def test_a_planted_flaw_is_seen_by_its_metric(bench, edit, metric, wrong):
    plant(bench, {STYLE: edit})
    assert wrong(looked_at(bench)[metric])


def test_a_page_without_viewport_and_with_an_image_without_size_is_seen(bench):
    plant(bench, {"app/html.py": ('<meta name="viewport" content="width=device-width, initial-scale=1">', "")})
    plant(bench, {"app/html.py": ("{content}\n</main>", '{content}<img src="/static/style.css" alt="">\n</main>')})
    found = looked_at(bench)
    assert (found["viewport_missing"] > 0, found["images_without_size"] > 0) == (True, True)


def test_a_product_that_does_not_start_is_not_evaluable(bench):
    plant(bench, CRASH)
    found = looked_at(bench)
    assert (found["contrast_ratio"], found["page_weight_kb"], found["reduced_motion"]) == (None, None, None)


def test_a_broken_style_sheet_is_not_evaluable(bench):
    plant(bench, {STYLE: ("section {", "section {{")})
    assert looked_at(bench)["contrast_ratio"] is None


def test_a_measurement_of_the_commit_before_does_not_count(bench):
    called(bench, LOOKS, phase="aesthetic")
    called(bench, "tool.qa.unitTests", phase="aesthetic")
    plant(bench, {"README.md": "Another commit.\n"}, phase="aesthetic")
    found = values(bench.run("guard.appearanceCheck", phase="aesthetic"))
    assert (found["contrast_ratio"], found["tests_pass"]) == (None, None)


def test_the_vitals_say_what_was_not_measured(bench):
    called(bench, LOOKS, phase="aesthetic")
    assert [entry["name"] for entry in bench.content("WebVitals")["not_measured"]] == ["LCP", "CLS", "INP"]


def test_the_brand_speaks_in_the_words_of_the_idea(bench):
    bench.run("BrandingAgent", phase="aesthetic")
    kit = bench.content("BrandKit")
    assert (kit["name"], kit["words"]) == ("Todo app", ["Lists", "Todos"])
    assert ">T</text>" in kit["favicon_svg"]
