"""A product in a folder, with the features and the tests of its stories, without git and without agents: quick to make and to change."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.claims import Given, part
from phases.sandboxed.planning.stories import user_stories
from phases.sandboxed.product import parts
from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.product.stories.acceptance import acceptance_module
from phases.sandboxed.product.stories.features import feature_for_story, features_index
from phases.sandboxed.product.stories.reading import test_module
from phases.sandboxed.product.suite import RUNNER


def stories_of(model: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the stories that the cutter writes for a model."""
    plain, _ = part(user_stories(DomainModel.from_json(model), Given(type="DomainModel", content=model)))
    return plain["stories"]


def product_in(folder: Path, model: dict[str, Any], stories: list[dict[str, Any]]) -> Path:
    """Write the whole product with the features and acceptance tests of these stories."""
    files, document = parts.whole(model), parts.openapi_document(model)
    modules: dict[str, str] = {}
    resources = {resource.id: resource for resource in resources_of(model)}
    for story in stories:
        feature = feature_for_story(model, resources[story["entity"]], story)
        if feature is not None:
            modules |= {feature.module: feature.source, **feature.shared}
            document["paths"].update(feature.paths)
        source = acceptance_module(model, resources[story["entity"]], story)
        assert source is not None, story
        files[test_module(story)] = source
    files |= {f"app/features/{name}.py": source for name, source in modules.items()}
    files |= {"app/features/__init__.py": features_index(list(modules)), "openapi.json": parts.openapi_text(document)}
    write(folder, files)
    return folder


def write(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def without_rule(folder: Path, module: str) -> None:
    """Take a rule's module and its line out of a product."""
    (folder / "app" / "features" / f"{module}.py").unlink()
    left = [path.stem for path in (folder / "app" / "features").glob("*.py") if path.stem != "__init__"]
    (folder / "app" / "features" / "__init__.py").write_text(features_index(left), encoding="utf-8")


def run_tests(folder: Path, modules: Sequence[str] = ()) -> dict[str, Any]:
    """Run the product's suite, or some of its modules, and return what the runner writes."""
    result = folder.parent / f"{folder.name}.json"
    result.unlink(missing_ok=True)
    command = [sys.executable, "-B", "-W", "error::ResourceWarning", str(RUNNER), str(result), *modules]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert result.is_file(), done.stderr
    return {**json.loads(result.read_text()), "output": done.stderr}
