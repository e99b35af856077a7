from __future__ import annotations

import pytest

from phases.sandboxed.quality.statistics import percentile, summary


@pytest.mark.parametrize(("share", "expected"), [(50, 10), (95, 19), (99, 20), (100, 20), (1, 1)])
def test_percentiles_are_by_nearest_rank(share, expected):
    # of 1 to 20: 50 % is rank 10, 95 % rank 19, 99 % rank ceil(19.8) = 20
    assert percentile(range(20, 0, -1), share) == expected


def test_nothing_has_no_percentile():
    with pytest.raises(ValueError, match="no value"):
        summary([])
