"""Bad input at the door: one clear sentence that names what is wrong and where, exit code not 0, and nothing half-done left."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from ideamine import paths
from runs.models import Phase, Run

FIXTURES = paths.PROJECT / "tests" / "fixtures"
IDEA = "Build a todo app"


def refused(*arguments, lines=1):
    """Start a run that must be refused; return what was said, one sentence a line."""
    with pytest.raises(CommandError) as caught:
        call_command("start_run", *arguments, "--detach")
    assert caught.value.returncode != 0
    assert not Run.objects.exists() and not Phase.objects.exists()
    sentence = str(caught.value)
    assert "Traceback" not in sentence and len(sentence.splitlines()) == lines, sentence
    return sentence


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", " \n\t "])
def test_it_refuses_an_empty_or_blank_idea(words):
    assert refused(words) == "the idea is empty; a sentence is enough"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x" * (64 * 1024 + 1), "the idea has 65537 bytes; at most 65536 (64 KiB) are taken"),
        (b"A todo app\xff", "the idea is not valid UTF-8 (byte 10); save it as UTF-8"),
        (b"A todo\0 app", "`text` of the idea contains a NUL byte (character 6); remove it"),
        (b"", "the idea is empty; a sentence is enough"),
    ],
    ids=["too-large", "not-utf-8", "nul", "empty"],
)
def test_it_refuses_a_file_whose_content_is_no_idea(tmp_path, content, said):
    (tmp_path / "idea.md").write_bytes(content)
    assert refused("--file", str(tmp_path / "idea.md")) == said


@pytest.mark.django_db
def test_it_refuses_an_idea_without_its_required_field():
    assert refused("--file", str(FIXTURES / "missing_fields.json")) == "the idea has no `text`"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("idea.yaml", "text: [a\nb", "idea.yaml, line 2: "),
        ("idea.json", '{"text":\n "a",}', "idea.json, line 2: "),
        ("idea.yaml", "text: a\ntxet: b\n", "unknown key txet in the idea; known: text, title"),
        ("idea.json", "[1]", "an idea is text, or an object with `text`; this is list"),
        ("idea.yaml", "text: a\nusers: people\n", "`users` of the idea is a list of texts; this is str"),
        ("idea.yaml", "text: 12\n", "`text` of the idea is text; this is int"),
    ],
)
def test_it_refuses_a_structured_idea_with_the_place_of_the_mistake(tmp_path, name, content, said):
    (tmp_path / name).write_text(content)
    assert said in refused("--file", str(tmp_path / name))


@pytest.mark.django_db
def test_it_refuses_a_file_that_cannot_be_read(tmp_path):
    assert refused("--file", str(tmp_path / "gone.md")) == f"{tmp_path / 'gone.md'} cannot be read: No such file or directory"
    assert refused("--file", str(tmp_path)) == f"{tmp_path} cannot be read: Is a directory"


@pytest.mark.django_db
def test_it_refuses_an_unknown_phase():
    assert refused(IDEA, "--until", "nope").startswith("there is no phase 'nope'; known: intake, ideation, ")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("budget", "said"),
    [
        ("tokns=5", "there is no budget 'tokns'; known: tokens, "),
        ("tokens=-1", "the budget tokens is -1.0; a number that is 0 or more is wanted"),
        ("tokens=inf", "the budget tokens is inf; a number that is 0 or more is wanted"),
        ("tokens=nan", "the budget tokens is nan; a number that is 0 or more is wanted"),
        ("tokens=many", "--budget 'tokens=many': write RESOURCE=AMOUNT, e.g. tokens=100000"),
        ("tokens", "--budget 'tokens': write RESOURCE=AMOUNT, e.g. tokens=100000"),
    ],
)
def test_it_refuses_a_budget_that_is_none(budget, said):
    assert refused(IDEA, "--budget", budget).startswith(said)


@pytest.fixture
def config(tmp_path) -> Path:
    """A copy of the configuration, to be spoilt."""
    return Path(shutil.copytree(settings.CONFIG_DIR, tmp_path / "config"))


def spoil(path, edit):
    content = yaml.safe_load(path.read_text())
    edit(content)
    path.write_text(yaml.safe_dump(content, sort_keys=False))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "edit", "said"),
    [
        ("ideation.yaml", lambda phase: phase["agents"].append("NobodyAgent"), "there is no agent NobodyAgent"),
        ("intake.yaml", lambda phase: phase["dependencies"].append("critique"), "the phases wait for each other: "),
        ("intake.yaml", lambda phase: phase["dependencies"].append("nope"), "there is no phase nope; known: "),
        ("intake.yaml", lambda phase: phase["artifacts"].append("TechStack"), "no agent of the phase produces TechStack"),
        ("intake.yaml", lambda phase: phase["budgets"].update(euros=3), "unknown key; known: cost_usd, gpu_hours, tokens, tools_minutes"),
        ("intake.yaml", lambda phase: phase["budgets"].update(tokens=-3), "-3 is too small; 0 or more"),
        ("intake.yaml", lambda phase: phase.update(colour="red"), "unknown key"),
    ],
    ids=["unknown-agent", "circle", "unknown-phase", "missing-artifact", "unknown-budget", "negative-number", "unknown-key"],
)
def test_it_refuses_a_configuration_naming_file_line_and_key(config, file, edit, said):
    spoil(config / file, edit)
    # that nobody describes an agent and that nothing stands behind it are two things to mend
    sentence = refused(IDEA, "--config", str(config), lines=2 if "NobodyAgent" in said else 1)
    assert said in sentence
    assert f"{file}:" in sentence or "critique.yaml:" in sentence or "ideation.yaml:" in sentence, sentence


@pytest.mark.django_db
def test_it_refuses_yaml_that_cannot_be_parsed_with_its_line(config):
    (config / "intake.yaml").write_text("phase: intake\nagents: [a\nrubrics: {}\n")
    assert "intake.yaml:3" in refused(IDEA, "--config", str(config))


@pytest.mark.django_db
def test_it_refuses_a_folder_without_a_configuration(tmp_path):
    assert str(tmp_path) in refused(IDEA, "--config", str(tmp_path))
    assert "gone" in refused(IDEA, "--config", str(tmp_path / "gone"))


@pytest.mark.django_db
def test_it_refuses_a_second_start_with_the_same_key_and_another_idea():
    call_command("start_run", IDEA, "--key", "k-1", "--detach")
    call_command("start_run", IDEA, "--key", "k-1", "--detach")
    with pytest.raises(CommandError, match=r"the idempotency key 'k-1' was used for another request, run [0-9a-f-]{36}; use a new key"):
        call_command("start_run", "Build a diary", "--key", "k-1", "--detach")
    assert Run.objects.count() == 1


def test_it_says_so_on_standard_error_and_ends_with_a_code(committed_db):
    for given, said in ((b"\xc3\x28", "not valid UTF-8 (byte 0)"), (b"a\0b", "NUL byte"), (b"x" * 70_000, "64 KiB"), (b"\n", "empty")):
        done = subprocess.run(
            [sys.executable, "manage.py", "start_run", "-", "--detach"],
            input=given,
            capture_output=True,
            check=False,
            cwd=paths.PROJECT,
            env=committed_db.environment(),
        )
        assert done.returncode == 1 and done.stdout == b""
        assert said in done.stderr.decode() and len(done.stderr.splitlines()) == 1, done.stderr.decode()
    assert not Run.objects.exists()
