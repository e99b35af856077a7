"""German ideas through the gates of all phases up to the architecture, and ideas in other languages at the gate of intake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from phases.sandboxed.rules import rules
from phases.schemas.registry import artifact_schema
from qav.grounding import ground
from qav.sources import Sources
from tests.support.workbench import Workbench
from tests.unit.phases.planning.cast import ARCHITECTURE, BIZDEV, PRD

ROOT = Path(__file__).parents[4]
# the configuration lists agents in the order of their departments; these are the orders in which one finds the other's artifacts
IN_ORDER = {"prd": PRD, "bizdev": BIZDEV, "architecture": ARCHITECTURE}
PHASES = ("intake", "ideation", "critique", "prd", "bizdev", "architecture")
IDEAS = {name: (ROOT / f"tests/fixtures/ideas/{name}.md").read_text(encoding="utf-8") for name in ("german_1", "german_2")}


def configuration(phase):
    return yaml.safe_load((ROOT / f"config/{phase}.yaml").read_text(encoding="utf-8"))


def met(bound, limit, value):
    if value is None:
        return False
    if bound == "count":
        return limit[0] <= value <= limit[1]
    return {"min": lambda: value >= limit, "max": lambda: value <= limit, "required": lambda: value is limit}[bound]()


def missed(rubrics, metrics):
    """Return the rubrics that the metrics do not meet; completeness is counted elsewhere."""
    found = {}
    for name, rubric in rubrics.items():
        metric, _, bound = name.rpartition("_")
        limit, optional = (rubric["value"], rubric.get("optional")) if isinstance(rubric, dict) else (rubric, False)
        value = metrics.get(metric if bound != "count" else name.removesuffix("_count"))
        if metric != "completeness" and not (optional and value is None) and not met(bound, limit, value):
            found[name] = value
    return found


def run(folder, idea, *phases):
    """Run agents and guards of the phases; return the bench and what each phase missed."""
    folder.mkdir(exist_ok=True)
    bench, earlier, failures = Workbench(folder, idea), {}, {}
    for phase in phases:
        settings, start = configuration(phase), len(bench.refs)
        for agent in IN_ORDER.get(phase, settings["agents"]):
            bench.run(agent, phase=phase)
        contents = [(ref.type, json.loads(bench.bytes[ref.id])) for ref in bench.refs if ref.media_type == "application/json"]
        reports = {content["tool"]: content for type, content in contents if type == "ToolReport"}
        made = [ref for ref in bench.refs[start:] if ref.type != "ToolReport" and ref.media_type == "application/json"]
        drafts = [(ref.type, artifact_schema(ref.type), json.loads(bench.bytes[ref.id])) for ref in made]
        metrics = {"grounding": ground(drafts, Sources(idea=bench.idea, artifacts=earlier, rules=rules(), reports=reports)).grounding}
        for type, _, content in drafts:
            earlier[type] = [content, *earlier.get(type, ())]
        for guard in settings["guards"]:
            metrics |= {name: metric["value"] for name, metric in bench.run(guard, phase=phase)["metrics"].items()}
        failures[phase] = missed(settings["rubrics"], metrics)
    return bench, failures


@pytest.mark.parametrize("name", IDEAS)
def test_a_german_idea_passes_every_gate_up_to_the_architecture(name, tmp_path):
    bench, failures = run(tmp_path / "run", IDEAS[name], *PHASES)
    assert failures == {phase: {} for phase in PHASES}
    assert {bench.content(type)["language"] for type in ("DomainModel", "IdeaSpec", "Classification")} == {"de"}


def test_intake_speaks_german_of_a_german_idea(tmp_path):
    bench, _ = run(tmp_path / "run", IDEAS["german_1"], "intake")
    assert bench.content("IdeaSpec")["included"][0]["text"] == "Das Produkt führt Räume, je Sache einen Eintrag der Art Raum."
    assert {"Buchung: Bestätigen", "Buchung: Stornieren"} <= {entry["term"] for entry in bench.content("Glossary")["terms"]}


@pytest.mark.parametrize(
    ("idea", "language"),
    [
        ("Une application pour réserver des salles de réunion", "French"),
        ("Una aplicación para reservar salas y gestionar los socios", "Spanish"),
        ("Приложение для бронирования комнат", "Russian"),
        ("会議室を予約するアプリ", "Japanese"),
    ],
)
def test_another_language_is_refused_at_intake_in_one_sentence(idea, language, tmp_path):
    bench, failures = run(tmp_path / "run", idea, "intake")
    assert failures["intake"]["blockers_max"] == 1 and failures["intake"]["feasibility_required"] is False
    (blocker,) = bench.content("Feasibility")["blockers"]
    assert blocker["id"] == "blocker_language"
    assert blocker["text"] == f"the idea seems to be written in {language}, and only English and German are read: write it in one of these"
    assert bench.content("DomainModel")["entities"] == []
