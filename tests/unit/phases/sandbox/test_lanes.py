import threading

import pytest

from phases.sandbox.lanes import Lane, side_by_side


def own(progress=lambda percent, note: None):
    return Lane(cancelled=threading.Event(), progress=progress)


def test_a_single_piece_is_done_in_the_calling_thread_and_lane():
    lane = own()
    assert side_by_side([lambda given: (given, threading.current_thread())], lane) == [(lane, threading.current_thread())]


def test_results_come_in_the_order_of_the_pieces_and_progress_in_the_calling_thread():
    first_done, told = threading.Event(), []

    def slow(lane):
        assert first_done.wait(20)
        lane.progress(2, "slow")
        return "slow"

    def quick(lane):
        lane.progress(1, "quick")
        first_done.set()
        return "quick"

    lane = own(lambda percent, note: told.append((percent, note, threading.current_thread())))
    assert side_by_side([slow, quick], lane) == ["slow", "quick"]
    assert [(percent, note) for percent, note, _ in told[:1]] == [(1, "quick")]
    assert {thread for *_, thread in told} == {threading.current_thread()}


def test_when_one_fails_the_others_are_told_to_stop_and_its_error_is_raised():
    stopped = threading.Event()

    def waits(lane):
        assert lane.cancelled.wait(20)
        stopped.set()

    def fails(lane):
        raise LookupError("the second")

    with pytest.raises(LookupError, match="the second"):
        side_by_side([waits, fails], own())
    assert stopped.is_set()


def test_a_task_that_is_cancelled_cancels_all():
    lane = own()
    lane.cancelled.set()
    assert side_by_side([lambda given: given.cancelled.wait(20)] * 2, lane) == [True, True]
