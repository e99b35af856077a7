"""Secrets: taken out of files and read from the environment; what the history holds is never called repaired."""

import pytest

from phases.sandboxed.security.fixing import leaks
from phases.sandboxed.security.fixing.repairs import NotRepairable

KEY = "AKIA" + "Z4HN" + "QX7PLANTD2KW"


def repaired(finding, file, text, line):
    return leaks.repair({file: text}, [finding("AWS Access Key", file=file, line=line), finding("Secret Keyword", file=file, line=line)])


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (f'"""Keys."""\n\nKEY = "{KEY}"\n', '"""Keys."""\n\nimport os\n\n\nKEY = os.environ.get("KEY", "")\n'),
        (f'import json\n\nCALL = json.dumps(token="{KEY}")\n', 'import json\nimport os\n\nCALL = json.dumps(token=os.environ.get("TOKEN", ""))\n'),
        (f'import os\n\nALL = {{"api_key": "{KEY}"}}\n', 'import os\n\nALL = {"api_key": os.environ.get("API_KEY", "")}\n'),
    ],
)
def test_a_module_reads_it_from_the_environment(finding, text, after):
    assert repaired(finding, "app/keys.py", text, 3).files["app/keys.py"] == after


def test_a_file_of_settings_keeps_the_name_alone(finding):
    assert repaired(finding, "deploy/app.env", f"PORT=1\nexport API_KEY={KEY}\n", 2).files["deploy/app.env"] == "PORT=1\nexport API_KEY=\n"


def test_the_history_that_the_repair_leaves_behind_is_named(finding):
    left = repaired(finding, "app/keys.py", f'"""Keys."""\n\nKEY = "{KEY}"\n', 3).left
    assert {entry.finding["file"] for entry in left} == {f"app/keys.py {leaks.HISTORY}"}
    assert all("revoke it" in entry.reason for entry in left)


def test_what_only_the_history_holds_stays_with_a_reason(finding):
    with pytest.raises(NotRepairable, match="never rewritten"):
        repaired(finding, f"app/keys.py {leaks.HISTORY}", "", 3)


def test_a_secret_without_a_name_stays_with_a_reason(finding):
    left = repaired(finding, "app/keys.py", f'print("{KEY}")\n', 1).left
    assert "what to call it" in left[0].reason
