"""Runs a product's test suite in its own process and writes what happened as JSON.

Run by path with the product as work folder: `python suite_runner.py RESULT_FILE [MODULE…]`, or `--processes N RESULT_FILE` for the whole
suite in so many processes, each with modules of its own. Standard library only, because it runs beside the product's code and not within
ours. Exit code 0 means that every test passed; without a result file the suite did not run to its end.
"""

from __future__ import annotations

import json
import subprocess
import sys
import unittest
from pathlib import Path

COUNTS = ("tests", "passed", "failed", "errors", "skipped")
PROCESSES = "--processes"


class Result(unittest.TextTestResult):
    """A result that counts what succeeded: from Python 3.12.1 on, `testsRun` leaves skipped tests out."""

    succeeded = 0

    def addSuccess(self, test: unittest.TestCase) -> None:
        super().addSuccess(test)
        self.succeeded += 1


def outcome(result: Result) -> dict[str, object]:
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
    passed = result.succeeded + len(result.expectedFailures)
    return {
        # a module that cannot be loaded, or a broken setUpClass, counts as one
        "tests": passed + failed + errors + len(result.skipped),
        "passed": passed,
        "failed": failed,
        "errors": errors,
        "skipped": len(result.skipped),
        "failures": sorted(failures, key=lambda entry: (entry["test"], entry["message"])),
    }


def _name(test: object) -> str:
    case = getattr(test, "test_case", test)
    return case.id() if isinstance(case, unittest.TestCase) else str(case)


def main(arguments: list[str]) -> int:
    """Run the suite below the current folder, or some of its modules; write the outcome to the file that the arguments name."""
    if arguments[0] == PROCESSES:
        return side_by_side(int(arguments[1]), Path(arguments[2]))
    target, modules = arguments[0], arguments[1:]
    sys.path.insert(0, str(Path.cwd()))
    loader = unittest.TestLoader()
    suite = unittest.TestSuite(_loaded(loader, module) for module in modules) if modules else _loaded(loader, "test*.py")
    names = sorted(_name(test) for test in _flat(suite))
    result = unittest.TextTestRunner(stream=sys.stderr, verbosity=0, resultclass=Result).run(suite)
    Path(target).write_text(json.dumps({**outcome(result), "names": names}), encoding="utf-8")
    return 0 if result.wasSuccessful() else 1


def _loaded(loader: unittest.TestLoader, module: str) -> unittest.TestSuite:
    """Return the tests of a module by its name, or those of the files in `tests` that match a pattern."""
    if module.endswith(".py"):
        return loader.discover("tests", pattern=module, top_level_dir=".")
    return loader.loadTestsFromName(module)


def side_by_side(processes: int, target: Path) -> int:
    """Run each module's tests in one of several processes; write one outcome for all, unless one of them left none."""
    running = []
    for number, modules in enumerate(shares(processes)):
        part = target.with_suffix(f".{number}")
        part.unlink(missing_ok=True)
        command = [sys.executable, *(f"-W{option}" for option in sys.warnoptions), __file__, str(part), *modules]
        running.append((part, subprocess.Popen(command)))
    codes = [process.wait() for _, process in running]
    if not all(part.is_file() for part, _ in running):
        return max(codes) or 1
    parts = [json.loads(part.read_text(encoding="utf-8")) for part, _ in running]
    whole = {name: sum(part[name] for part in parts) for name in COUNTS}
    failures = sorted((entry for part in parts for entry in part["failures"]), key=lambda entry: (entry["test"], entry["message"]))
    names = sorted(name for part in parts for name in part["names"])
    target.write_text(json.dumps({**whole, "failures": failures, "names": names}), encoding="utf-8")
    return max(codes)


def shares(processes: int) -> list[list[str]]:
    """Return the files with tests in so many lists of about the same size, the largest modules first."""
    files = sorted(Path("tests").glob("test*.py"), key=lambda file: (-file.stat().st_size, file.name))
    found: list[tuple[int, list[str]]] = [(0, []) for _ in range(min(processes, len(files)))]
    for file in files:
        size, modules = min(found, key=lambda share: share[0])
        found[found.index((size, modules))] = (size + file.stat().st_size, [*modules, file.name])
    return [modules for _, modules in found]


def _flat(suite: unittest.TestSuite) -> list[object]:
    return [found for test in suite for found in (_flat(test) if isinstance(test, unittest.TestSuite) else [test])]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
