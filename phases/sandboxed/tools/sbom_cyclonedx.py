"""tool.sbom.cyclonedx: a CycloneDX 1.6 bill of materials of what the repository really contains.

Every tracked file is a component with its SHA-256; so is every package, base image and CI action that `inventory` finds.
cyclonedx-python-lib writes the document and checks it against its schema; serial number and time follow from the git tree.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from ideamine.lib.canonical import canonical_json, digest
from phases.sandboxed.context import Context
from phases.sandboxed.security import inventory
from phases.sandboxed.security.findings import finding
from phases.sandboxed.security.scanning import SCRIPTS, Product, Scan, ToolBroken, producer, report, run_python, tail, version_of

ID, VERSION, ENGINE = "tool.sbom.cyclonedx", "1.0.0", "cyclonedx-python-lib"
SERIALS = uuid.UUID("6f1d6a0e-52c7-5d0b-9a57-6b6de7a2f3c1")
COMMIT_TIME = "2000-01-01T00:00:00+00:00"  # the date that every commit of a product carries


def run(ctx: Context) -> dict[str, Any]:
    """Return the ToolReport with the document; `files_sha256` binds every tracked file's name and hash."""
    return report(ctx, ID, VERSION, _scan)


def file_hashes(product: Product) -> dict[str, str]:
    """Return tracked file → SHA-256. Raises ToolBroken for what is no regular file: its content is somewhere else."""
    odd = [name for name in product.files if (product.path / name).is_symlink() or not (product.path / name).is_file()]
    if odd:
        raise ToolBroken(f"{odd[0]} is no regular file, so it has no content to list")
    return {name: product.sha256(name) for name in product.files}


def _scan(ctx: Context, product: Product) -> Scan:
    hashes = file_hashes(product)
    found = inventory.take(product)
    model = ctx.find("DomainModel") or {}
    version = product.text("VERSION").strip() if "VERSION" in product.files else ""
    told = {
        "name": model.get("slug") or "product",
        "version": version or "0",
        "tree": product.tree,
        "serial": str(uuid.uuid5(SERIALS, product.tree)),
        "timestamp": COMMIT_TIME,
        "files": [{"name": name, "sha256": value} for name, value in hashes.items()],
        "packages": inventory.as_records(found.packages),
        "platform": inventory.as_records(found.platform),
    }
    done = run_python(ctx, [str(SCRIPTS / "cyclonedx_bom.py")], input=canonical_json(told))
    made = producer(done, ENGINE, version_of(ENGINE), "python cyclonedx_bom.py (files, packages, platform)")
    try:
        answer = json.loads(done.stdout)
        document, errors = answer["document"], answer["errors"]
    except (ValueError, KeyError):
        raise ToolBroken(f"the bill of materials could not be made (exit {done.exit_code}): {tail(done.stderr)}", [made]) from None
    held = [finding(ENGINE, "cyclonedx.schema", "high", error, fix="Make a document that the CycloneDX 1.6 schema accepts.") for error in errors]
    return Scan(
        producers=[made],
        measured={},
        data={
            "document": document,
            "files": len(hashes),
            "components": len(document.get("components", ())),
            "schema_errors": len(errors),
            "spec_version": document["specVersion"],
            "files_sha256": digest(hashes),
            "findings": held,
        },
    )
