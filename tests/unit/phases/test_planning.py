"""Plans: what a run is given, with hashes that do not depend on machine or moment."""

import json

import jsonschema
import pytest

from phases import planning
from phases.configuration import load_configuration
from phases.contracts.plans import PHASE_PLAN_SCHEMA, RUN_PLAN_SCHEMA, PhasePlan
from phases.errors import BudgetRefused, UnknownPhase
from tests.support import configurations as config


@pytest.fixture
def configuration(tmp_path):
    phases = [
        config.phase("intake"),
        config.phase("ideation", after=["intake"], agents=["BAgent", "AAgent"]),
        config.phase("prd", after=["ideation"]),
    ]
    return load_configuration(config.write(tmp_path, phases))


def test_it_plans_every_phase_in_order(configuration):
    plan = planning.create_run_plan("run-1", configuration)
    assert [phase.phase for phase in plan.phase_plans] == ["intake", "ideation", "prd"]
    assert plan.phase_plans[2].ancestors == ("ideation", "intake")


def test_equal_configurations_give_equal_hashes_for_every_run(configuration):
    one, two = planning.create_run_plan("run-1", configuration), planning.create_run_plan("run-2", configuration)
    assert one.plan_hash == two.plan_hash and [p.hash for p in one.phase_plans] == [p.hash for p in two.phase_plans]


def test_any_change_of_a_phase_changes_its_hash_and_the_runs(tmp_path):
    def planned(**keys):
        folder = config.write(tmp_path, [config.phase("intake", **keys)])
        return planning.create_run_plan("run", load_configuration(folder))

    base = planned()
    for change in ({"timebox": "PT2H"}, {"agents": ["OtherAgent"]}, {"rubrics": {"completeness_min": 0.9}}, {"sandbox": {"memory_mb": 1024}}):
        changed = planned(**change)
        assert changed.plan_hash != base.plan_hash and changed.phase_plans[0].hash != base.phase_plans[0].hash


def test_a_plan_survives_its_way_through_json(configuration):
    for plan in planning.create_run_plan("run", configuration).phase_plans:
        stored = json.loads(json.dumps(plan.as_json()))
        assert PhasePlan.from_json(stored) == plan and PhasePlan.from_json(stored).as_json()["hash"] == plan.hash


def test_plans_match_their_schemas(configuration):
    plan = planning.create_run_plan("run", configuration, until="ideation")
    jsonschema.Draft202012Validator(RUN_PLAN_SCHEMA).validate(plan.as_json())
    for phase in plan.phase_plans:
        jsonschema.Draft202012Validator(PHASE_PLAN_SCHEMA).validate(phase.as_json())


def test_until_cuts_the_plan(configuration):
    assert [phase.phase for phase in planning.create_run_plan("run", configuration, until="ideation").phase_plans] == ["intake", "ideation"]
    with pytest.raises(UnknownPhase, match="no phase 'beta'; known: intake, ideation, prd"):
        planning.create_run_plan("run", configuration, until="beta")


def test_the_runs_budget_is_the_sum_unless_it_is_given(configuration):
    # three phases of 1000 tokens and 10 minutes each
    assert planning.create_run_plan("run", configuration).budgets == {"tokens": 3000, "tools_minutes": 30, "gpu_hours": 0, "cost_usd": 3}
    assert planning.create_run_plan("run", configuration, budgets={"tokens": 5}).budgets["tokens"] == 5


@pytest.mark.parametrize(
    ("budgets", "message"),
    [
        ({"euros": 1}, "no budget 'euros'; known: tokens, tools_minutes, gpu_hours, cost_usd"),
        ({"tokens": -1}, "tokens is -1"),
        ({"tokens": float("nan")}, "tokens is nan"),
        ({"tokens": float("inf")}, "tokens is inf"),
        ({"tokens": "9"}, "tokens is '9'"),
        ({"tokens": True}, "tokens is True"),
    ],
)
def test_a_budget_that_is_none_is_refused(configuration, budgets, message):
    with pytest.raises(BudgetRefused, match=message):
        planning.create_run_plan("run", configuration, budgets=budgets)


def test_agents_of_a_partial_phase_are_ordered_by_what_they_need(tmp_path):
    agents = [config.agent("LastAgent", needs=["GitBundle"]), config.agent("FirstAgent", produces=["GitBundle"])]
    folder = config.write(tmp_path, [config.phase("prd", parallelism="partial", agents=["LastAgent", "FirstAgent"])], agents)
    plan = planning.create_run_plan("run", load_configuration(folder)).phase_plans[0]
    assert [agent.id for agent in plan.agents] == ["FirstAgent", "LastAgent"]


def test_a_tool_that_aggregates_may_write_what_the_phase_requires(tmp_path):
    agents = [config.agent("PartAgent", produces=["GitBundle"])]
    content = config.phase(
        "build",
        agents=["PartAgent"],
        aggregation="custom",
        aggregator="tool.code.merge",
        allowlisted_tools=["tool.code.merge"],
        artifacts=["DomainModel"],
    )
    plan = planning.create_run_plan("run", load_configuration(config.write(tmp_path, [content], agents))).phase_plans[0]
    assert (plan.aggregator.id, plan.aggregator.produces) == ("tool.code.merge", ("DomainModel", "GitBundle"))
