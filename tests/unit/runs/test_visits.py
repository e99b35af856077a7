"""Visits at the desk: served as often as there is work, at rest while there is none, and no call is lost."""

import threading

from runs.engine.visits import Visit, Visits
from tests.support.waiting import wait_until


class Table:
    """Work without a database, and slots that take it one by one at a desk with so many counters."""

    def __init__(self, counters=1):
        self.visits, self.todo, self.done, self.lock = Visits(counters), [], [], threading.Lock()

    def slot(self):
        while (work := self.take()) is not None:
            with self.lock:
                self.done.append(work)

    def take(self):
        visit = Visit(None, wants=True, stays=True)
        self.visits.come(visit)
        while (serves := self.visits.takes_counter(visit)) or not visit.served:
            if serves:
                self.serve(visit)
            else:
                visit.turn.acquire()
        if self.visits.takes_counter(visit):
            self.visits.leave()
        return visit.claim

    def serve(self, mine):
        while not mine.served and not mine.hungry and (chosen := self.visits.next(3)):
            mine.serving = True
            with self.lock:
                found = [self.todo.pop() for _ in range(min(len(chosen), len(self.todo)))]
            for visit, work in zip(chosen, found, strict=False):
                visit.serve(work)
            self.visits.rest(chosen[len(found) :])
        mine.serving = False
        self.visits.leave()
        if mine.hungry:
            mine.hungry = False
            self.visits.rest([mine])

    def put(self, *work):
        with self.lock:
            self.todo += work
        return self.visits.call(len(work))

    def slots(self, count):
        threads = [threading.Thread(target=self.slot) for _ in range(count)]
        for thread in threads:
            thread.start()
        return threads


def closed(table, threads):
    table.visits.close()
    for thread in threads:
        thread.join(10)
    return not any(thread.is_alive() for thread in threads)


def test_who_finds_nothing_rests_until_the_desk_closes():
    table = Table()
    threads = table.slots(3)
    wait_until(lambda: table.visits.resting == 3, seconds=10, what="all rest")
    assert table.visits.free_counters == 1 and not table.visits.waiting
    assert closed(table, threads)


def test_a_call_says_how_many_rested():
    table = Table()
    threads = table.slots(2)
    wait_until(lambda: table.visits.resting == 2, seconds=10, what="all rest")
    assert table.put(1, 2, 3, 4, 5) == 2
    wait_until(lambda: len(table.done) == 5, seconds=10, what="all is done")
    assert closed(table, threads)


def test_a_call_while_nobody_rests_is_not_lost():
    visits = Visits(1)
    visit = Visit(None, wants=True, stays=True)
    visits.come(visit)
    assert visits.takes_counter(visit) and visits.next(16) == [visit]
    assert visits.call(1) == 0
    visits.rest([visit])
    assert visits.next(16) == [visit], "it looks again before it rests"
    visits.rest([visit])
    assert visits.resting == 1, "once"


def test_one_that_does_not_stay_goes_without():
    visits, visit = Visits(1), Visit(None, wants=True, stays=False)
    visits.come(visit)
    visits.rest(visits.next(16))
    assert visit.served and visit.claim is None and not visits.resting


def test_a_counter_is_left_to_the_next_who_waits():
    visits, first, second = Visits(1), Visit(None, wants=True, stays=True), Visit(None, wants=True, stays=True)
    visits.come(first)
    visits.come(second)
    assert visits.takes_counter(first) and not visits.takes_counter(second)
    visits.next(1)
    visits.leave()
    assert visits.takes_counter(second) and visits.free_counters == 0


def test_a_thousand_pieces_of_work_are_all_done_at_two_counters():
    table = Table(counters=2)
    threads = table.slots(8)
    for number in range(1000):
        table.put(number)
    wait_until(lambda: len(table.done) == 1000, seconds=30, what="all is done")
    wait_until(lambda: table.visits.resting == 8, seconds=10, what="all rest")
    assert sorted(table.done) == list(range(1000)) and table.visits.free_counters == 2
    assert closed(table, threads)
