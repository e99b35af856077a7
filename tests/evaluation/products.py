"""A finished product made from a domain model without a run: stories, interface, sealed tests and files, by the same code as a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.claims import Given, part
from phases.sandboxed.planning.interface import openapi
from phases.sandboxed.planning.requirements import prd
from phases.sandboxed.planning.sealed.writing import sealed_tests
from phases.sandboxed.planning.stories import user_stories
from phases.sandboxed.product import parts
from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.product.stories.acceptance import acceptance_module
from phases.sandboxed.product.stories.features import feature_for_story, features_index
from phases.sandboxed.product.stories.reading import test_module

FEATURES = "app/features"
Files = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Product:
    """What a run would have at its end: model, stories, requirements, interface, sealed tests (contents of artifacts), and the files."""

    model: Mapping[str, Any]
    stories: Mapping[str, Any]
    prd: Mapping[str, Any]
    openapi: Mapping[str, Any]
    sealed: Mapping[str, Any]
    files: Files


def product_of(model: Mapping[str, Any]) -> Product:
    """Return the finished product of a domain model's JSON."""
    domain, source = DomainModel.from_json(model), Given(type="DomainModel", content=model)
    stories = _plain(user_stories(domain, source))
    told = Given(type="UserStories", content=stories)
    requirements = _plain(prd(domain, source, told, None, {}, nfrs=[], screens=[]))
    contract = _plain(openapi(domain, source, stories))
    return Product(
        model=model,
        stories=stories,
        prd=requirements,
        openapi=contract,
        sealed=sealed_tests(domain, stories["stories"], contract, requirements),
        files=_files(model, stories["stories"], contract["document"]),
    )


def written(files: Files, folder: Path) -> Path:
    """Write a product's files into a folder of their own and return it."""
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder


def with_features(files: Files, features: Mapping[str, str]) -> Files:
    """Return files whose features are exactly these modules (name → source)."""
    others = {name: text for name, text in files.items() if not name.startswith(f"{FEATURES}/")}
    own = {f"{FEATURES}/{name}.py": source for name, source in features.items()}
    return {**others, **own, f"{FEATURES}/__init__.py": features_index(sorted(features))}


def features_of(files: Files) -> dict[str, str]:
    """Return the feature modules of a product: name → source."""
    names = [name for name in files if name.startswith(f"{FEATURES}/") and not name.endswith("/__init__.py")]
    return {Path(name).stem: files[name] for name in names}


def _files(model: Mapping[str, Any], stories: list[Mapping[str, Any]], document: dict[str, Any]) -> Files:
    resources, features, tests = {resource.id: resource for resource in resources_of(model)}, {}, {}
    for story in stories:
        feature = feature_for_story(model, resources[story["entity"]], story)
        if feature is not None:
            features |= {feature.module: feature.source, **feature.shared}
        tests[test_module(story)] = acceptance_module(model, resources[story["entity"]], story) or ""
    files = {**parts.whole(model), **{name: text for name, text in tests.items() if text}, "openapi.json": parts.openapi_text(document)}
    return with_features(files, features)


def _plain(content: Any) -> Any:
    return part(content)[0]
