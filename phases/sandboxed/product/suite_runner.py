"""Runs a product's test suite in its own process and writes what happened as JSON.

Run by path with the product as work folder: `python suite_runner.py RESULT_FILE [MODULE…]`. Standard library only, because it
runs beside the product's code and not within ours. Exit code 0 means that every test passed.
"""

from __future__ import annotations

import json
import sys
import unittest
from pathlib import Path


def outcome(result: unittest.TestResult) -> dict[str, object]:
    """Return counts and failures, sorted; a test with failing sub-tests fails once."""
    broken = {"failure": result.failures, "error": result.errors}
    failures = [
        {"test": _name(test), "kind": kind, "message": trace.strip().splitlines()[-1][:500]}
        for kind, entries in broken.items()
        for test, trace in entries
    ]
    failures += [
        {"test": _name(test), "kind": "failure", "message": "succeeded although it was expected to fail"} for test in result.unexpectedSuccesses
    ]
    kinds: dict[str, str] = {}
    for failure in failures:
        kinds[failure["test"]] = "error" if "error" in (failure["kind"], kinds.get(failure["test"])) else "failure"
    failed, errors = sum(kind == "failure" for kind in kinds.values()), sum(kind == "error" for kind in kinds.values())
    # a module that cannot be loaded, or a broken setUpClass, is an error that no test run counts
    tests = max(result.testsRun, len(kinds) + len(result.skipped))
    return {
        "tests": tests,
        "passed": tests - failed - errors - len(result.skipped),
        "failed": failed,
        "errors": errors,
        "skipped": len(result.skipped),
        "failures": sorted(failures, key=lambda entry: (entry["test"], entry["message"])),
    }


def _name(test: object) -> str:
    case = getattr(test, "test_case", test)
    return case.id() if isinstance(case, unittest.TestCase) else str(case)


def main() -> int:
    """Run the suite below the current folder, or some of its modules; write the outcome to the file that the argument names."""
    sys.path.insert(0, str(Path.cwd()))
    loader, modules = unittest.TestLoader(), sys.argv[2:]
    suite = loader.loadTestsFromNames(modules) if modules else loader.discover("tests", top_level_dir=".")
    names = sorted(_name(test) for test in _flat(suite))
    result = unittest.TextTestRunner(stream=sys.stderr, verbosity=0).run(suite)
    Path(sys.argv[1]).write_text(json.dumps({**outcome(result), "names": names}), encoding="utf-8")
    return 0 if result.wasSuccessful() else 1


def _flat(suite: unittest.TestSuite) -> list[object]:
    return [found for test in suite for found in (_flat(test) if isinstance(test, unittest.TestSuite) else [test])]


if __name__ == "__main__":
    sys.exit(main())
