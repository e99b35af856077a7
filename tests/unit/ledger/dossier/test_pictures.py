"""Where the bars of the timeline lie."""

from ledger.dossier.pictures import LABEL_WIDTH, timeline


def gate(phase, start, end, verdict=None, status="completed"):
    def at(second):
        return None if second is None else f"2026-01-01T00:00:{second:02d}.000+00:00"

    return {"phase": phase, "status": status, "started_at": at(start), "completed_at": at(end), "verdict": verdict}


def test_bars_share_the_width_by_time():
    found = timeline([gate("a", 0, 10, {"pass": True, "score": 100.0}), gate("b", 10, 40, {"pass": False, "score": 50.0})])
    first, second = found.bars
    assert found.seconds == 40
    assert (first.left, second.left - first.left) == (LABEL_WIDTH, first.width)
    assert second.width == 3 * first.width
    assert [(bar.outcome, bar.mark, bar.score) for bar in found.bars] == [("passed", "✓", 100.0), ("failed", "✗", 50.0)]


def test_a_phase_that_did_not_run_has_no_width():
    bar = timeline([gate("a", None, None, status="cancelled")]).bars[0]
    assert (bar.width, bar.seconds, bar.outcome) == (0.0, None, "open")


def test_a_run_of_no_time_and_one_of_no_phases_can_be_drawn():
    assert timeline([gate("a", 5, 5)]).bars[0].width == 0.0
    assert timeline([]).bars == ()
