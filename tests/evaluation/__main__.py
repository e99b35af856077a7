"""`make evaluate`: every part, or those named: `make evaluate ARGS="mutation likeness --ideas library,rooms --json out.json"`.

Prints tables and writes everything as JSON. Exit code 0 only when every part is as it should be;
a part that had nothing to evaluate is not.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

NAMES = ("runs", "rules", "likeness", "refusals", "mutation", "planted")


def main(arguments: list[str]) -> int:
    """Run the parts that the command line names, and return the exit code."""
    options = _parser().parse_args(arguments)
    with _folder(options.keep) as folder:
        _prepare(folder)
        return _evaluate(options, folder)


def _evaluate(options: argparse.Namespace, folder: Path) -> int:
    from tests.evaluation import ideas
    from tests.evaluation.parts import PARTS, Evaluation
    from tests.support.ideas import expectations

    chosen = set(options.ideas.split(",")) if options.ideas else None
    known = {name: file for name, file in ideas.whole(options.folder).items() if chosen is None or name in chosen}
    if chosen is not None and chosen - set(known):
        print(f"unknown idea {', '.join(sorted(chosen - set(known)))}; known: {', '.join(ideas.whole(options.folder)) or 'none'}", file=sys.stderr)
        return 2
    judged = {kind: ideas.to_judge(kind, options.folder) for kind in ideas.KINDS}
    evaluation = Evaluation(
        folder=folder,
        ideas=known,
        judged=judged,
        say=lambda text: print(text, flush=True),
        expected=expectations(folder=options.folder),
        verdicts=expectations("impossible", options.folder),
        whole=options.whole,
        until=time.monotonic() + 60 * options.minutes,
    )
    found = {}
    for name in [name for name in NAMES if name in (options.parts or NAMES)]:
        started = time.monotonic()
        part = PARTS[name](evaluation)
        found[name] = {"fine": part.fine, "seconds": round(time.monotonic() - started, 1), "found": part.data}
        print(f"\n{name}: {part.outcome}, {found[name]['seconds']} s", flush=True)
        # after each part, so that one that breaks takes no other's figures with it
        options.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"all figures: {options.json}")
    return 0 if all(part["fine"] for part in found.values()) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make evaluate", description="Show what runs and their judges are worth.")
    # an empty list is a choice of its own to argparse, so the names are checked by the type
    parser.add_argument("parts", nargs="*", type=_part, metavar="PART", help=f"one of {', '.join(NAMES)}; all when none is named")
    parser.add_argument("--ideas", help="only these ideas, by name, parted by commas")
    parser.add_argument("--folder", type=Path, default=Path(__file__).resolve().parents[1] / "fixtures" / "ideas", help="where the ideas are")
    parser.add_argument("--whole", action="store_true", help="have whole phases judge each planted defect, not only the guard that is for it")
    parser.add_argument("--minutes", type=float, default=60, help="begin no further judgement of planted defects after so long (default: 60)")
    parser.add_argument("--json", type=Path, default=Path("evaluation.json"), help="where the figures are written (default: evaluation.json)")
    parser.add_argument("--keep", type=Path, help="work in this folder and keep it; it must not exist yet")
    return parser


def _part(name: str) -> str:
    if name not in NAMES:
        raise argparse.ArgumentTypeError(f"there is no part {name!r}; there are {', '.join(NAMES)}")
    return name


@contextlib.contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    """A folder to work in, which an embedded PostgreSQL's account can enter; its engines are stopped at the end."""
    from ideamine.embedded import engines

    path = kept or Path(tempfile.mkdtemp(prefix="ideamine-evaluation-", dir="/tmp"))
    path.mkdir(parents=True, exist_ok=kept is None)
    path.chmod(0o711)
    try:
        yield path
    finally:
        if (path / "var").exists():
            engines.remove(path / "var")
        if kept is None:
            shutil.rmtree(path, ignore_errors=True)


def _prepare(folder: Path) -> None:
    """Set Django up with keys and folders of this evaluation's own; no database is asked."""
    own = folder / "settings"
    own.mkdir()
    os.environ.update(IDEAMINE_VAR=str(own), DJANGO_SETTINGS_MODULE="ideamine.settings")
    import django

    django.setup()


if __name__ == "__main__":
    # as after Ctrl-C: what was started is stopped, folders are removed
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main(sys.argv[1:]))
