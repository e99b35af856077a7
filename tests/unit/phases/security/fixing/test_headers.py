"""Missing security headers: added to the product's own list, or put around the application where nobody sends the list."""

import ast

import pytest

from phases.sandboxed.security.fixing import headers
from phases.sandboxed.security.fixing.repairs import NotRepairable
from tests.support.wounds import wounded

RULES = ("dast.header.csp", "dast.header.nosniff", "dast.header.frame", "dast.header.referrer")


def listed(text):
    tree = next(node for node in ast.parse(text).body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SECURITY_HEADERS")
    return dict(ast.literal_eval(tree.value))


def test_what_the_products_list_lacks_is_added_and_what_is_weak_replaced(sound, finding):
    hurt = wounded(sound, "headers")
    after = listed(headers.repair(hurt, [finding(rule) for rule in RULES]).files["app/application.py"])
    assert {name: value for name, value in after.items() if name != "Content-Security-Policy"} == {
        name: value for name, value in listed(sound["app/application.py"]).items() if name != "Content-Security-Policy"
    }
    assert after["Content-Security-Policy"] == headers.POLICY


def test_a_header_that_lets_anybody_read_is_taken_out(sound, finding):
    line = '    ("Access-Control-Allow-Origin", "*"),\n'
    hurt = {**sound, "app/application.py": sound["app/application.py"].replace('    ("Server", "app"),\n', f'    ("Server", "app"),\n{line}')}
    assert headers.repair(hurt, [finding("dast.header.cors")]).files["app/application.py"] == sound["app/application.py"]


def test_an_application_that_sends_no_list_is_wrapped_where_it_is_served(sound, finding, passes):
    hurt = {**sound, "app/application.py": sound["app/application.py"].replace(", *SECURITY_HEADERS]", "]")}
    repair = headers.repair(hurt, [finding(rule) for rule in RULES])
    assert "server.set_app(with_security_headers(application))" in repair.files["app/server.py"]
    assert passes({**hurt, **repair.files}, "tests/test_security_wrapped_headers.py")
    assert passes({**hurt, **repair.files}, "tests/test_server.py")


def test_a_product_that_serves_in_a_way_of_its_own_stays_with_a_reason(finding):
    with pytest.raises(NotRepairable, match="neither a list of headers"):
        headers.repair({"app/__main__.py": "print('Hello')\n"}, [finding("dast.header.csp")])


def test_its_test_fails_on_the_defect(sound, finding, bites):
    assert bites("headers", headers.repair(wounded(sound, "headers"), [finding(rule) for rule in RULES]))
