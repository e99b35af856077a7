"""Sockets fit the kernel's limit; what was decided stays decided."""

from __future__ import annotations

import shutil

from ideamine.embedded import places


def test_it_keeps_everything_in_var_where_that_fits(engine_var):
    found = places.settle(engine_var)
    assert found.postgres_sockets == engine_var / "run" / "pg"
    assert found.postgres_data == engine_var / "postgres"
    assert found.postgres_data.stat().st_mode & 0o077 == 0


def test_it_moves_sockets_to_a_short_folder_and_remembers_it(engine_var):
    deep = engine_var / ("d" * 60) / ("e" * 60)
    found = places.settle(deep)
    assert len(str(found.postgres_sockets / places.LONGEST_SOCKET_NAME)) < places.SOCKET_PATH_LIMIT
    assert places.settle(deep) == found
    assert places.remembered(deep) == found
    places.remove(deep)


def test_it_makes_a_new_socket_folder_when_the_remembered_one_is_gone(engine_var):
    deep = engine_var / ("d" * 60) / ("e" * 60)
    first = places.settle(deep).sockets
    shutil.rmtree(first)
    first.symlink_to("/tmp")
    second = places.settle(deep).sockets
    first.unlink()
    assert second != first
    places.remove(deep)


def test_it_does_not_put_sockets_under_a_path_that_needs_quoting(engine_var):
    odd = engine_var / "with space, and comma"
    assert not places.settle(odd).sockets.is_relative_to(odd)
    places.remove(odd)
