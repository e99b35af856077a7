"""The prepared database, read by several lanes of checks at once."""

import datetime
import threading

from phases.sandboxed.quality.sealed.staging import Stage
from tests.evaluation.products import product_of, written
from tests.unit.phases.product.models import TODO

BEGIN = datetime.datetime(2026, 12, 9, 12, tzinfo=datetime.UTC)
COPIES = 150


def test_a_copy_is_whole_while_other_checks_put_their_rows_back(tmp_path):
    stage = Stage(written(product_of(TODO).files, tmp_path / "product"), tmp_path / "stage", begin=BEGIN)
    stage.prepare(["user"])
    scene, ended = stage.fresh(), threading.Event()
    files = sorted(path.name for path in scene.iterdir())

    def put_back() -> None:
        while not ended.is_set():
            stage.put_back(scene)

    other = threading.Thread(target=put_back)
    other.start()
    try:
        copies = [stage.fresh() for _ in range(COPIES)]
    finally:
        ended.set()
        other.join()
    assert {tuple(sorted(path.name for path in copy.iterdir())) for copy in copies} == {tuple(files)}
