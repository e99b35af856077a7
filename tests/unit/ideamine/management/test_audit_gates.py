"""`manage.py audit_gates`: the whole audit over the configuration that is shipped, and how it answers."""

import json
import re

import pytest
from django.core.management import CommandError, call_command

from phases.configuration import load_configuration
from tests.support import configurations as config


def audited(capsys, *arguments):
    """Return exit code, standard output and error of the command."""
    code = 0
    try:
        call_command("audit_gates", *arguments)
    except SystemExit as ended:
        code = ended.code
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.slow
def test_no_fault_in_any_metric_of_the_thirteen_phases_passes_a_gate(capsys):
    code, out, _ = audited(capsys, "--json")
    told = json.loads(out)
    planned = load_configuration().phases
    assert {phase["phase"]: set(phase["rubrics"]) for phase in told["phases"]} == {name: set(phase["rubrics"]) for name, phase in planned.items()}
    assert len(told["phases"]) == 13
    for phase in told["phases"]:
        assert phase["unfit"] == [], phase["phase"]
        for name, rubric in phase["rubrics"].items():
            assert rubric["at_gate"] > 40 and rubric["passes"] == [], (phase["phase"], name)
    assert (told["passes"], told["holds"], code) == (0, True, 0)
    assert told["injections"] > 10_000


def test_it_shows_a_table_and_says_what_cannot_be_audited(tmp_path, capsys):
    guards = ["guard.storyShape"]
    folder = config.write(tmp_path, [config.phase("intake", guards=guards, rubrics={"stories_min": 4, "completeness_min": 1.0})])
    code, out, err = audited(capsys, "--config", str(folder))
    assert code == 0, err
    assert re.search(r"^intake +2 +\d{2,} +0 +0$", out, re.MULTILINE)
    assert re.search(r"^0 passes of \d{2,}$", out, re.MULTILINE)
    folder = config.write(tmp_path, [config.phase("intake", guards=guards, rubrics={"unicorns_min": 1})])
    code, out, err = audited(capsys, "--config", str(folder))
    assert code == 1 and "0 passes of 0" in out
    assert "intake: cannot be audited: unicorns_min: no guard of the phase measures unicorns" in err


def test_a_wrong_configuration_is_told(tmp_path):
    (tmp_path / "intake.yaml").write_text("phase: [")
    with pytest.raises(CommandError, match=r"intake\.yaml"):
        call_command("audit_gates", "--config", str(tmp_path))
