"""Make a CycloneDX 1.6 document with cyclonedx-python-lib and check it against the schema that the library ships.

Run by path, as a process of its own. Standard input: {"name", "version", "tree", "serial", "timestamp", "files": [{"name", "sha256"}],
"packages": [{"ecosystem", "name", "version", "origin"}], "platform": [same]}.
Standard output: {"document", "errors": […]}; exit code 0 when the document could be made, valid or not.
"""

import json
import sys
import uuid
from datetime import datetime

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

PURL_TYPES = {"pypi": "pypi", "npm": "npm", "oci": "docker", "github-actions": "github", "url": "generic"}
KINDS = {"oci": ComponentType.CONTAINER}


def file_component(entry: dict) -> Component:
    return Component(
        name=entry["name"],
        type=ComponentType.FILE,
        bom_ref=f"file:{entry['name']}",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=entry["sha256"])],
    )


def package_component(entry: dict) -> Component:
    namespace, _, name = entry["name"].rpartition("/")
    purl = PackageURL(type=PURL_TYPES[entry["ecosystem"]], namespace=namespace or None, name=name, version=entry["version"] or None)
    kind = KINDS.get(entry["ecosystem"], ComponentType.LIBRARY)
    return Component(
        name=entry["name"],
        version=entry["version"] or None,
        type=kind,
        purl=purl,
        bom_ref=str(purl),
        properties=[Property(name="ideamine:origin", value=entry["origin"])],
    )


def bill(told: dict) -> Bom:
    root = Component(
        name=told["name"],
        version=told["version"],
        type=ComponentType.APPLICATION,
        bom_ref="product",
        properties=[Property(name="ideamine:git-tree", value=told["tree"])],
    )
    packages = {component.bom_ref.value: component for component in map(package_component, told["packages"] + told["platform"])}
    components = [*map(file_component, told["files"]), *packages.values()]
    bom = Bom(
        serial_number=uuid.UUID(told["serial"]),
        components=components,
        metadata=BomMetaData(component=root, timestamp=datetime.fromisoformat(told["timestamp"])),
    )
    bom.register_dependency(root, components)
    return bom


def main() -> int:
    document = JsonV1Dot6(bill(json.load(sys.stdin))).output_as_string()
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(document)
    json.dump({"document": json.loads(document), "errors": [str(error).splitlines()[0]] if error else []}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
