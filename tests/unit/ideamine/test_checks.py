"""System checks name what is wrong and the remedy."""

from __future__ import annotations

import pytest
from django.core import checks as django_checks

from ideamine import checks


@pytest.mark.parametrize("version", [(3, 11, 2), (3, 12, 9)])
def test_it_accepts_a_supported_python(version):
    assert checks.python_errors(version) == []


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 13, 0)])
def test_it_refuses_another_python(version):
    (error,) = checks.python_errors(version)
    assert error.id == "ideamine.E001"
    assert "3.11 or 3.12" in error.hint


@pytest.mark.parametrize(("number", "accepted"), [(140000, True), (180004, True), (130016, False)])
def test_it_wants_postgresql_14(number, accepted):
    assert (checks.postgres_errors(number) == []) is accepted


@pytest.mark.parametrize(("version", "accepted"), [("6.2.14", True), ("7.4.1", True), ("10.0.0", True), ("6.0.16", False), ("5.0.3", False)])
def test_it_wants_redis_6_2(version, accepted):
    assert (checks.redis_errors(version) == []) is accepted


@pytest.mark.django_db
def test_it_finds_nothing_wrong_here(redis_url):
    assert [message for message in django_checks.run_checks(databases=["default"]) if message.is_serious()] == []


@pytest.mark.django_db
def test_it_reports_a_silent_redis(settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody?db=0"
    (error,) = checks.check_redis(databases=["default"])
    assert error.id == "ideamine.E006"


def test_it_reports_a_var_that_cannot_be_made(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.VAR = tmp_path / "file" / "var"
    (error,) = checks.check_var()
    assert error.id == "ideamine.E002"
