"""Cookies without flags: each place that makes one gets those that it lacks."""

import pytest

from phases.sandboxed.security.fixing import cookies
from phases.sandboxed.security.fixing.repairs import NotRepairable
from tests.support.wounds import wounded

REQUEST = "class Request:\n    secure: bool = False\n"


def repaired(finding, line, *, knows_https=True, rule="dast.session.cookie"):
    made = f"def cookie(request, token):\n    return {line}\n"
    files = {"app/messages.py": REQUEST if knows_https else "", "app/sessions.py": made}
    repair = cookies.repair(files, [finding(rule)])
    return repair.files["app/sessions.py"].splitlines()[1].removeprefix("    return "), repair.left


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '("Set-Cookie", f"session={token}; Path=/")',
            "(\"Set-Cookie\", f\"session={token}; Path=/; HttpOnly; SameSite=Strict{'; Secure' if request.secure else ''}\")",
        ),
        (
            '("Set-Cookie", f"session={token}; SameSite=None; Secure; HttpOnly")',
            '("Set-Cookie", f"session={token}; SameSite=Strict; Secure; HttpOnly")',
        ),
        (
            "send('Set-Cookie', 'seen={1}; Secure')",
            "send('Set-Cookie', 'seen={1}; Secure; HttpOnly; SameSite=Strict')",
        ),
        (
            "('Set-Cookie', 'seen={1}; HttpOnly; SameSite=Lax')",
            "('Set-Cookie', f'seen={{1}}; HttpOnly; SameSite=Strict{\"; Secure\" if request.secure else \"\"}')",
        ),
    ],
)
def test_a_cookie_gets_the_flags_that_it_lacks(finding, before, after):
    assert repaired(finding, before) == (after, ())


def test_without_a_way_to_know_https_the_finding_about_it_stays(finding):
    line, left = repaired(finding, '("Set-Cookie", f"session={token}")', knows_https=False, rule="dast.session.secure")
    assert "Secure" not in line
    assert [entry.reason for entry in left] == ["the source does not tell whether a request came by https"]


def test_a_cookie_that_is_made_elsewhere_stays_with_a_reason(sound, finding):
    with pytest.raises(NotRepairable, match="no place was found"):
        cookies.repair(sound, [finding("dast.header.cookie")])


def test_its_test_fails_on_the_defect(sound, finding, bites):
    assert bites("cookies", cookies.repair(wounded(sound, "cookies"), [finding("dast.session.cookie")]))
