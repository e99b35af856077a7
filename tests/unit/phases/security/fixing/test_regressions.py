"""Tests that come with a repair: only for products that have a suite, and for those modules that were repaired before too."""

from phases.sandboxed.security.fixing import regressions


def test_a_product_without_a_suite_gets_none():
    assert regressions.statements({}, "app/a.py") == {}
    assert regressions.plain({}, "delivery") == {}


def test_a_suite_that_cannot_ask_the_service_gets_no_test_of_its_behaviour():
    assert regressions.behaviour({"tests/__init__.py": ""}, "headers") == {}


def test_the_test_of_statements_keeps_the_modules_that_it_is_about():
    files = {"tests/__init__.py": ""}
    files |= regressions.statements(files, "app/b.py")
    assert 'MODULES = (\n    "app/a.py",\n    "app/b.py",\n)' in regressions.statements(files, "app/a.py")[regressions.STATEMENTS]
