"""Read YAML files and print their documents as JSON: {"file": [document, …]}. Run by path, as a process of its own.

Every scalar stays the string that was written (so `on:` is no boolean); a file that is no YAML ends it with exit code 2.
Usage: yaml_to_json.py FOLDER FILE…
"""

import json
import sys
from pathlib import Path

import yaml


def main(folder: str, names: list[str]) -> int:
    documents = {}
    for name in names:
        try:
            documents[name] = list(yaml.load_all((Path(folder) / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader))
        except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
            print(f"{name}: {' '.join(str(error).split())}", file=sys.stderr)
            return 2
    json.dump(documents, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
