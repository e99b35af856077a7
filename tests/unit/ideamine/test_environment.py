"""Values from the environment: typed, or refused by name."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from ideamine import environment

NAME = "IDEAMINE_TEST_VALUE"


@pytest.mark.parametrize(("text", "value"), [("2.5", 2.5), ("", 7), (" 3 ", 3)])
def test_it_reads_a_number(monkeypatch, text, value):
    monkeypatch.setenv(NAME, text)
    assert environment.number(NAME, 7) == value


@pytest.mark.parametrize("text", ["many", "-1", "nan", "inf", "1,5"])
def test_it_refuses_what_is_no_number_by_its_name(monkeypatch, text):
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is '{text}'"):
        environment.number(NAME, 7)


def test_it_refuses_a_broken_number_where_a_whole_one_is_wanted(monkeypatch):
    monkeypatch.setenv(NAME, "1.5")
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        environment.whole_number(NAME, 7)


@pytest.mark.parametrize(("text", "value"), [("TRUE", True), ("off", False), ("0", False), ("", True)])
def test_it_reads_a_flag(monkeypatch, text, value):
    monkeypatch.setenv(NAME, text)
    assert environment.flag(NAME, default=True) is value


def test_it_does_not_take_an_unknown_word_for_false(monkeypatch):
    monkeypatch.setenv(NAME, "maybe")
    with pytest.raises(ImproperlyConfigured, match="true or false"):
        environment.flag(NAME, default=False)
