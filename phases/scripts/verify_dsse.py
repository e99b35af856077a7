"""Check DSSE signatures with securesystemslib. Run by path, as a process of its own.

Standard input: {"public_key": PEM, "keyid", "envelopes": [DSSE envelope, …]}. Standard output: {"valid": [true|false, …]}.
Exit code 0 when every envelope could be looked at, valid or not.
"""

import json
import sys

from cryptography.hazmat.primitives.serialization import load_pem_public_key
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey


def main() -> int:
    told = json.load(sys.stdin)
    key = SSlibKey.from_crypto(load_pem_public_key(told["public_key"].encode()), keyid=told["keyid"])
    valid = []
    for body in told["envelopes"]:
        try:
            Envelope.from_dict(json.loads(json.dumps(body))).verify([key], 1)
        except (VerificationError, KeyError, ValueError, TypeError):
            valid.append(False)
        else:
            valid.append(True)
    json.dump({"valid": valid}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
