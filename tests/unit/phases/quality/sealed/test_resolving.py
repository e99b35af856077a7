from datetime import UTC, datetime, timedelta

import pytest

from phases.sandboxed.quality.sealed.resolving import ScriptBroken, address, anchor, resolved

BEGIN = datetime(2026, 12, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (datetime(2026, 11, 26, 11, tzinfo=UTC), datetime(2026, 12, 9, 12, tzinfo=UTC)),
        (datetime(2026, 12, 9, 11, 59, tzinfo=UTC), datetime(2026, 12, 9, 12, tzinfo=UTC)),
        (datetime(2026, 12, 9, 12, tzinfo=UTC), datetime(2027, 1, 13, 12, tzinfo=UTC)),
    ],
)
def test_checks_begin_at_noon_of_the_next_second_wednesday(now, found):
    assert anchor(now) == found


def test_no_day_week_or_month_is_ever_about_to_end_when_checks_begin():
    for days in range(0, 800, 3):
        begin = anchor(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days))
        assert (begin.weekday(), begin.hour) == (2, 12)
        assert 8 <= begin.day <= 14


def test_values_are_put_in_place_at_any_depth():
    given = {"room": {"$saved": "room_1"}, "at": [{"$time": 90}, {"$date": -1}], "plain": "text"}
    assert resolved(given, {"room_1": 7}, BEGIN) == {"room": 7, "at": ["2026-12-09T13:30:00Z", "2026-12-08"], "plain": "text"}
    assert address("/api/rooms/{room_1}/close", {"room_1": 7}) == "/api/rooms/7/close"


@pytest.mark.parametrize("value", [{"$saved": "nothing"}, {"$eval": "1+1"}])
def test_a_script_that_names_what_there_is_not_is_broken(value):
    with pytest.raises(ScriptBroken):
        resolved(value, {}, BEGIN)
