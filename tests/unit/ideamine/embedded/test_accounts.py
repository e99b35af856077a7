"""Who runs PostgreSQL."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from ideamine.embedded import accounts

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends an account")
as_plain_user = pytest.mark.skipif(os.geteuid() == 0, reason="root lends an account")


@as_root
def test_it_lends_an_unprivileged_account_to_root():
    account = accounts.for_postgres()
    assert account.lent
    assert account.uid != 0
    assert account.process_options()["user"] == account.uid


@as_root
def test_it_keeps_the_account_that_owns_the_data_already():
    assert accounts.for_postgres("nobody").name == "nobody"


@as_root
def test_it_finds_a_folder_closed_below_a_closed_parent():
    account = accounts.for_postgres()
    with tempfile.TemporaryDirectory(dir="/tmp") as closed:
        inside = Path(closed) / "inside"
        inside.mkdir()
        assert not accounts.can_enter(account, inside)
        Path(closed).chmod(0o711)
        assert accounts.can_enter(account, inside)


@as_plain_user
def test_it_lets_a_plain_user_be_himself():
    account = accounts.for_postgres()
    assert not account.lent
    assert account.process_options() == {}
