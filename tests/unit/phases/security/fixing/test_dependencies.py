"""Pinned packages with known vulnerabilities: raised to the first fixed version, in each manifest that pins them."""

from phases.sandboxed.security.fixing import dependencies


def repaired(finding, files, *told):
    advisories = [
        (f"{name} {version}: A flaw.", f"Upgrade to {fixed}." if fixed else "Replace the package: no fixed version is known.")
        for name, version, fixed in told
    ]
    return dependencies.repair(files, [finding("CVE-1", message=message, fix=fix) for message, fix in advisories])


def test_the_highest_of_the_fixed_versions_is_taken(finding):
    files = {"requirements.txt": "Jinja2[i18n]==2.4.1  # pages\nflask==3.0.0\n", "pyproject.toml": 'dependencies = ["jinja2 == 2.4.1"]\n'}
    repair = repaired(finding, files, ("jinja2", "2.4.1", "2.11.3"), ("jinja2", "2.4.1", "3.1.6"), ("jinja2", "2.4.1", "3.1.6rc1"))
    assert repair.files == {
        "requirements.txt": "Jinja2[i18n]==3.1.6  # pages\nflask==3.0.0\n",
        "pyproject.toml": 'dependencies = ["jinja2 == 3.1.6"]\n',
    }
    assert repair.left == []


def test_what_has_no_fixed_version_or_no_pin_stays_with_a_reason(finding):
    repair = repaired(finding, {"requirements.txt": "flask==3.0.0\n"}, ("jinja2", "2.4.1", ""), ("yaml", "1.0", "2.0"))
    assert repair.files == {}
    assert [entry.reason for entry in repair.left] == [
        "no fixed version of the package is known; replacing it takes a person",
        "yaml is pinned in no manifest",
    ]


def test_a_pin_never_goes_down(finding):
    files = {"requirements.txt": "jinja2==3.2.0\n"}
    assert repaired(finding, files, ("jinja2", "2.4.1", "3.1.6")).files == {}
