"""Slots: woken as often as there is work and no wake-up is lost."""

import threading

from runs.engine.slots import Slots


def started(count, work):
    slots = Slots(count, work)
    slots.start()
    return slots


def until(condition, timeout_s=10):
    done = threading.Event()
    for _ in range(int(timeout_s / 0.005)):
        if condition():
            return True
        done.wait(0.005)
    return False


def test_each_slot_looks_once_at_the_start_and_then_sleeps():
    seen = []
    slots = started(3, lambda: seen.append(1))
    assert until(lambda: slots.free == 3) and len(seen) == 3
    slots.stop()
    slots.join(5)


def test_it_says_for_how_many_there_was_a_slot():
    slots = started(2, lambda: None)
    assert until(lambda: slots.free == 2)
    assert slots.wake(5) == 2
    slots.stop()
    slots.join(5)


def test_a_wake_up_while_all_are_busy_is_not_lost():
    go, looked = threading.Event(), []

    def work():
        looked.append(1)
        go.wait(10)

    slots = started(1, work)
    assert until(lambda: len(looked) == 1)
    assert slots.wake() == 0
    go.set()
    assert until(lambda: len(looked) == 2), "it looks again before it sleeps"
    slots.stop()
    slots.join(5)


def test_a_thousand_pieces_of_work_are_all_done():
    lock, todo, done = threading.Lock(), [], []

    def work():
        while True:
            with lock:
                if not todo:
                    return
                done.append(todo.pop())

    slots = started(4, work)
    for number in range(1000):
        with lock:
            todo.append(number)
        slots.wake()
    assert until(lambda: len(done) == 1000)
    slots.stop()
    slots.join(5)
