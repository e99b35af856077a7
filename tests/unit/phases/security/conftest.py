"""The small product on a bench of its own, for every test anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.workbench import Workbench
from tests.unit.phases.security import small_product


@pytest.fixture
def bench(tmp_path: Path) -> Callable[..., Workbench]:
    def make(changes: dict[str, str | None] | None = None, **more: Any) -> Workbench:
        return small_product.bench(tmp_path, changes, **more)

    return make
