"""Ideas that end at intake: at once, with the verdict and the words that clash, and with nothing tried in vain."""

from __future__ import annotations

import pytest

from runs.models import Event, Task
from tests.support.ideas import FOLDER

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("rows")]


@pytest.mark.parametrize(
    ("name", "verdict", "words"),
    [("two_limits.md", "killed", "Members may borrow up to 10 books."), ("stolen_cards.md", "blocked", "stolen credit card data")],
)
def test_an_idea_that_nobody_may_build_ends_after_one_attempt(door, name, verdict, words):
    answer = door.manage("start_run", "--file", str(FOLDER / "impossible" / name), "--until", "ideation", "--json")

    assert answer.code == 1 and answer.last["status"] == "failed"
    reasons = answer.last["reasons"]
    assert any(reason.startswith(f"intake: {verdict}: ") and words in reason for reason in reasons)
    assert any(reason.startswith("intake: clashes_max exceeded: ") for reason in reasons)
    run_id = answer.last["run_id"]
    assert Event.objects.filter(run_id=run_id, event_type="phase.gate.failed").count() == 1
    assert not Task.objects.filter(run_id=run_id, phase__name="ideation").exists()
