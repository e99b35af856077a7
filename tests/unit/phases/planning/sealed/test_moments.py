import itertools

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.sealed.moments import DAY, Calendar, moment_of, value
from phases.sandboxed.planning.sealed.things import things_of
from tests.evaluation.models import ROOMS
from tests.evaluation.products import product_of

BOOKING = things_of(DomainModel.from_json(ROOMS), product_of(ROOMS).openapi)["booking"]
TIMES = {"entity": "booking", "start": "starts_at", "end": "ends_at"}


def calendar(*rules):
    return Calendar(BOOKING, [Rule(id=f"rule_{place}", text="A rule", **rule) for place, rule in enumerate(rules)])


def test_a_date_is_the_day_on_which_a_moment_lies_and_begins_at_midnight():
    assert value("date", 0) == {"$date": 0}
    assert value("date", 12 * 60) == {"$date": 1}
    assert moment_of({"$date": 1}) == 12 * 60
    assert moment_of(value("datetime", 90)) == 90


def test_rows_are_as_long_as_rules_allow_and_lie_apart():
    found = calendar({"kind": "duration", **TIMES, "minimum": 90, "maximum": 120})
    rows = [found.row(number) for number in range(3)]
    assert [row["ends_at"] - row["starts_at"] for row in rows] == [90, 90, 90]
    assert all(later["starts_at"] >= earlier["ends_at"] for earlier, later in itertools.pairwise(rows))


def test_rows_stay_within_what_may_be_booked_ahead():
    found = calendar({"kind": "no_overlap", **TIMES, "scope": ()}, {"kind": "lead", "entity": "booking", "action": "create",
                     "attribute": "starts_at", "minimum": DAY, "maximum": 5 * DAY})  # fmt: skip
    assert all(DAY <= found.row(number)["starts_at"] <= 5 * DAY for number in range(10))
    assert len({found.row(number)["starts_at"] for number in range(2)}) == 2
