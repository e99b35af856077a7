"""A folder of configuration: what is taken, and how a mistake is told."""

import pytest

from phases.configuration import check_config, load_configuration
from phases.errors import ConfigurationRefused
from tests.support import configurations as config


def problems(folder):
    return [str(problem) for problem in check_config(folder)]


def with_text(tmp_path, text, name="intake.yaml"):
    folder = config.write(tmp_path / "config", [config.phase("intake")])
    (folder / name).write_text(text)
    return folder


def test_it_takes_a_right_configuration_and_fills_in_the_defaults(tmp_path):
    folder = config.write(tmp_path, [config.phase("intake"), config.phase("ideation", after=["intake"], retry={"max_attempts": 2})])
    found = load_configuration(folder)
    assert found.graph == {"ideation": ("intake",), "intake": ()}
    assert found.phases["intake"]["sandbox"] == {"memory_mb": 2048, "cpus": 1}
    assert found.phases["ideation"]["retry"] == {"max_attempts": 2, "gate_retries": 5}


def test_it_reads_the_files_anew_each_time(tmp_path):
    folder = config.write(tmp_path, [config.phase("intake", agents=["OneAgent"])])
    assert load_configuration(folder).phases["intake"]["agents"] == ["OneAgent"]
    config.write(tmp_path, [config.phase("intake", agents=["TwoAgent"])])
    assert load_configuration(folder).phases["intake"]["agents"] == ["TwoAgent"]


def test_the_error_carries_every_problem(tmp_path):
    folder = config.write(tmp_path, [config.phase("intake", heartbeat_seconds=0), config.phase("ideation", timebox="3 hours")])
    with pytest.raises(ConfigurationRefused) as refused:
        load_configuration(folder)
    assert len(refused.value.problems) == 2 and "intake.yaml" in str(refused.value) and "ideation.yaml" in str(refused.value)


def test_a_missing_folder_and_an_empty_one_are_told(tmp_path):
    assert "there is no such folder" in problems(tmp_path / "nowhere")[0]
    assert "holds no phase" in problems(tmp_path)[0]


def test_it_names_file_line_and_key_of_an_unknown_key(tmp_path):
    folder = config.write(tmp_path / "config", [config.phase("intake")])
    lines = (folder / "intake.yaml").read_text().splitlines()
    (folder / "intake.yaml").write_text("\n".join([*lines, "timebx: PT1H"]))
    assert problems(folder)[0].startswith(f"config/intake.yaml:{len(lines) + 1}: timebx: unknown key; did you mean timebox?")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"timebox": "1h"}, "timebox: '1h' does not have the form"),
        ({"timebox": "P"}, "timebox: 'P' does not have the form"),
        ({"timebox": "PT0S"}, "timebox: 'PT0S' is no time to work in"),
        ({"parallelism": "twice"}, "parallelism: 'twice' is none of sequential, parallel, partial, iterative"),
        ({"parallelism": 0}, "parallelism: 0 is too small; 1 or more"),
        ({"parallelism": "iterative"}, "parallelism: an iterative phase needs loop.max_iterations"),
        ({"loop": {"max_iterations": 2}}, "loop: only an iterative phase loops; this one is parallel"),
        ({"aggregation": "mix"}, "aggregation: 'mix' is none of merge, concat, vote, custom"),
        ({"aggregation": "custom"}, "aggregation: custom aggregation needs an aggregator"),
        ({"aggregator": "NoopAgent"}, "aggregator: NoopAgent is one of the agents already"),
        ({"aggregator": "tool.code.merge"}, "aggregator: tool.code.merge is not among the allowlisted_tools"),
        ({"agents": []}, "agents: is empty"),
        ({"agents": ["NoopAgent", "NoopAgent"]}, "agents: names something twice"),
        ({"budgets": {"tokens": -5}}, "budgets.tokens: -5 is too small; 0 or more"),
        ({"budgets": {"tokens": float("nan")}}, "budgets.tokens: nan is no number to work with"),
        ({"budgets": {"tokens": float("inf")}}, "budgets.tokens: inf is no number to work with"),
        ({"budgets": {"euros": 5}}, "budgets.euros: unknown key; known: cost_usd, gpu_hours, tokens, tools_minutes"),
        ({"budgets": {"tokens": True}}, "budgets.tokens: True is not a number"),
        ({"rubrics": {}}, "rubrics: is empty"),
        ({"rubrics": {"grounding": 0.85}}, "rubrics.grounding: is no rubric; a rubric's name ends in _min, _max, _required or _count"),
        ({"rubrics": {"grounding_min": True}}, "rubrics.grounding_min: True does not fit; wanted a number that the metric must reach"),
        ({"rubrics": {"grounding_min": -1}}, "rubrics.grounding_min: -1 is too small"),
        ({"rubrics": {"citations_required": 1}}, "rubrics.citations_required: 1 does not fit; wanted true"),
        ({"rubrics": {"citations_required": False}}, "rubrics.citations_required: False does not fit; wanted true"),
        ({"rubrics": {"personas_count": [5, 3]}}, "rubrics.personas_count: [5, 3] does not fit; wanted a whole number, or a pair"),
        ({"rubrics": {"cves_max": {"value": 0, "hrd": True}}}, "unknown key; did you mean hard?"),
        ({"rubrics": {"cves_max": {"value": 0, "hard": True, "optional": True}}}, "a hard rubric cannot be optional"),
        ({"retry": {"gate_retries": 6}}, "retry.gate_retries: 6 is too large; 5 or less"),
        ({"dependencies": ["nowhere"]}, "dependencies[0]: there is no phase nowhere; known: intake"),
        ({"dependencies": ["intake"]}, "dependencies: the phases wait for each other: intake → intake"),
        ({"artifacts": ["Nonsense"]}, "artifacts[0]: there is no schema for Nonsense"),
        ({"artifacts": ["DomainModel"]}, "artifacts[0]: no agent of the phase produces DomainModel; they produce nothing"),
        ({"executor": "cloud"}, "executor: 'cloud' is none of sandbox, inline"),
        ({"executor": "sandbox"}, "agents[0]: no module stands behind NoopAgent; phases.sandboxed.agents.noop would"),
        ({"executor": "sandbox", "guards": ["tool.x"]}, "guards[0]: tool.x must begin with guard."),
    ],
)
def test_it_says_what_is_wrong_and_what_would_be_right(tmp_path, change, message):
    folder = config.write(tmp_path / "config", [config.phase("intake", **change)])
    found = problems(folder)
    assert any(message in problem for problem in found), found
    assert all(problem.startswith("config/intake.yaml:") for problem in found)


def test_a_missing_key_is_named(tmp_path):
    content = config.phase("intake")
    del content["timebox"], content["guards"]
    found = problems(config.write(tmp_path / "config", [content]))
    assert found == ["config/intake.yaml:1: the key guards, timebox is missing"]


def test_an_unknown_agent_is_told_at_its_line(tmp_path):
    folder = config.write(tmp_path / "config", [config.phase("intake", agents=["NoopAgent"])])
    text = (folder / "intake.yaml").read_text().replace("- NoopAgent", "- NoopAgent\n- GhostAgent")
    (folder / "intake.yaml").write_text(text)
    line = text.splitlines().index("- GhostAgent") + 1
    assert problems(folder) == [f"config/intake.yaml:{line}: agents[1]: there is no agent GhostAgent; agents/GhostAgent.yaml would describe it"]


def test_a_circle_is_shown(tmp_path):
    folder = config.write(tmp_path, [config.phase("intake", after=["ideation"]), config.phase("ideation", after=["intake"])])
    found = problems(folder)
    assert len(found) == 1 and "the phases wait for each other" in found[0] and "→" in found[0]


def test_agents_that_wait_for_each_other_are_told(tmp_path):
    one = config.agent("AAgent", needs=["DomainModel"], produces=["GitBundle"])
    other = config.agent("BAgent", needs=["GitBundle"], produces=["DomainModel"])
    folder = config.write(tmp_path, [config.phase("intake", agents=["AAgent", "BAgent"], parallelism="partial")], [one, other])
    assert any("wait for each other's artifacts" in problem for problem in problems(folder))


def test_a_need_that_nothing_before_makes_is_told(tmp_path):
    maker, reader = config.agent("AAgent", produces=["DomainModel"]), config.agent("BAgent", needs=["DomainModel"])
    early = config.write(
        tmp_path / "a", [config.phase("intake", agents=["BAgent"]), config.phase("ideation", after=["intake"], agents=["AAgent"])], [maker, reader]
    )
    assert problems(early) == ["a/agents/BAgent.yaml:5: needs[0]: nothing in or before the phase intake produces DomainModel"]
    late = config.write(
        tmp_path / "b", [config.phase("intake", agents=["AAgent"]), config.phase("ideation", after=["intake"], agents=["BAgent"])], [maker, reader]
    )
    assert problems(late) == []


def test_an_agent_that_needs_a_sealed_type_is_refused(tmp_path):
    curious = config.agent("NoopAgent", needs=["SealedTests"], produces=["SealedTests"])
    folder = config.write(tmp_path, [config.phase("intake", artifacts=["SealedTests"])], [curious])
    assert any("SealedTests is sealed: only guard.sealedAcceptance may read it" in problem for problem in problems(folder))


def test_a_tool_that_is_not_allowed_is_told(tmp_path):
    folder = config.write(tmp_path, [config.phase("intake", agents=["AAgent"])], [config.agent("AAgent", tools=["tool.code.depScan"])])
    assert "tool.code.depScan is not among the allowlisted_tools of" in problems(folder)[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must be a mapping"),
        ("- a\n- b\n", "must be a mapping"),
        ("phase: [", "is no YAML"),
        ("a: 1\na: 2\n", "a: stands twice; keep one"),
        ("phase: intake\n  bad: x\n", "is no YAML"),
        ("1: x\n", "1 is no text; put it in quotes"),
        ("phase: 2026-01-01\n", "was read as date"),
    ],
)
def test_a_file_that_is_no_configuration_is_told(tmp_path, text, message):
    found = problems(with_text(tmp_path, text))
    assert any(message in problem for problem in found), found


def test_bytes_that_are_no_text_are_told(tmp_path):
    folder = config.write(tmp_path / "config", [config.phase("intake")])
    (folder / "intake.yaml").write_bytes(b"phase: \xff\xfe")
    assert "is not UTF-8 (byte 7)" in problems(folder)[0]


def test_a_file_bears_the_name_that_it_gives_itself(tmp_path):
    folder = config.write(tmp_path / "config", [config.phase("intake")])
    (folder / "intake.yaml").rename(folder / "other.yaml")
    assert "but the file is called other.yaml" in problems(folder)[0]


def test_an_unsafe_yaml_tag_is_refused(tmp_path):
    assert "is no YAML" in problems(with_text(tmp_path, "phase: !!python/object/apply:os.system ['true']"))[0]


def test_the_projects_own_configuration_is_right():
    assert problems(None) == []
