"""No limit on guessing passwords: the function that refuses one counts by name and makes it wait."""

import pytest

from phases.sandboxed.security.fixing import guessing
from phases.sandboxed.security.fixing.repairs import NotRepairable
from tests.support.wounds import wounded


def test_the_refusing_function_counts_and_waits_again(sound, finding):
    repair = guessing.repair(wounded(sound, "guessing"), [finding("dast.session.guessing")])
    assert repair.files["app/signing.py"] == sound["app/signing.py"]
    assert "app/attempts.py" not in repair.files


def test_the_counter_comes_along_where_the_product_has_none(sound, finding):
    hurt = {name: text for name, text in wounded(sound, "guessing").items() if name != "app/attempts.py"}
    repair = guessing.repair(hurt, [finding("dast.session.guessing")])
    assert repair.files["app/attempts.py"] == sound["app/attempts.py"]


def test_where_nothing_refuses_a_password_the_finding_stays_with_a_reason(finding):
    with pytest.raises(NotRepairable, match="0 functions take a name and a password"):
        guessing.repair({"app/signing.py": "def sign_in(request):\n    return None\n"}, [finding("dast.session.guessing")])


def test_its_test_fails_on_the_defect(sound, finding, bites):
    assert bites("guessing", guessing.repair(wounded(sound, "guessing"), [finding("dast.session.guessing")]))
