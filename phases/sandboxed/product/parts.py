"""The files of the product by the agent that owns them; no path belongs to two."""

from __future__ import annotations

import json
from typing import Any

from phases.sandboxed.product import documents, examples, pipeline, templates
from phases.sandboxed.product.contract import PRODUCT_VERSION, first_migration, openapi_document
from phases.sandboxed.product.declaring import resources_module
from phases.sandboxed.product.querying import queries_module

Files = dict[str, str]
FIRST_MIGRATION = "app/migrations/0001_first.sql"
DATABASE_MODULES = ("database.py", "store.py")
FRONTEND_MODULES = ("csrf.py", "forms.py", "html.py", "pages.py", "static/style.css")


def database_files(model: Any) -> Files:
    """Return what DatabaseAgent owns: migrations, statements, and the two modules that use them."""
    return {**_modules(DATABASE_MODULES), FIRST_MIGRATION: first_migration(model), "app/queries.py": queries_module(model)}


def frontend_files(model: Any) -> Files:
    """Return what FrontendAgent owns: pages, forms and the style sheet."""
    return _modules(FRONTEND_MODULES)


def backend_files(model: Any, document: dict[str, Any] | None = None) -> Files:
    """Return what BackendAgent owns: the application, its checks and the REST interface, with the OpenAPI `document`."""
    others = {f"app/{name}" for name in (*DATABASE_MODULES, *FRONTEND_MODULES)}
    modules = {name: templates.text(name) for name in templates.below("app") if name not in others}
    return {
        **modules,
        "app/resources.py": resources_module(model),
        "VERSION": PRODUCT_VERSION + "\n",
        "openapi.json": openapi_text(document or openapi_document(model)),
    }


def integration_files(model: Any) -> Files:
    """Return what IntegrationAgent owns: container, CI, deployment and the README."""
    return {
        "Dockerfile": templates.text("Dockerfile"),
        ".dockerignore": templates.text("dockerignore"),
        ".gitignore": templates.text("gitignore"),
        pipeline.WORKFLOW_PATH: pipeline.workflow(),
        "deploy/compose.yaml": templates.text("deploy/compose.yaml"),
        "deploy/app.service": documents.service_unit(model),
        "README.md": documents.readme(model),
    }


def test_files(model: Any) -> Files:
    """Return what TestAgent owns: the suite, one module a resource beside those of the frame."""
    modules = {name: templates.text(name) for name in templates.below("tests") if not name.startswith("tests/resource")}
    return {**modules, **examples.test_modules(model)}


def whole(model: Any) -> Files:
    """Return the whole product as the build leaves it, by path."""
    return {**backend_files(model), **database_files(model), **frontend_files(model), **integration_files(model), **test_files(model)}


def openapi_text(document: dict[str, Any]) -> str:
    """Return an OpenAPI document as the product ships it."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _modules(names: tuple[str, ...]) -> Files:
    return {f"app/{name}": templates.text(f"app/{name}") for name in names}
