"""The signing key: Ed25519, made at first use, kept in a file of its own outside the database (mode 0600)."""

from __future__ import annotations

import contextlib
import functools
import os
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings
from securesystemslib.signer import CryptoSigner, SSlibKey

from ledger.errors import KeyUnusable

ALGORITHM = "ed25519"


def key_file() -> Path:
    """Return where the private key lies: SIGNING_KEY_FILE, else `keys/signing.pem` below the folder of IdeaMine's own files."""
    return Path(getattr(settings, "SIGNING_KEY_FILE", "") or Path(settings.VAR) / "keys" / "signing.pem")


def signer() -> CryptoSigner:
    """Return the signer of this installation; makes its key at first use. Raises KeyUnusable."""
    return _load(key_file())


def public_key() -> SSlibKey:
    """Return our public key; its `keyid` is the one that envelopes name."""
    return signer().public_key


def public_key_pem() -> str:
    """Return our public key as PEM (SubjectPublicKeyInfo), for whoever verifies elsewhere."""
    return pem_of(public_key())


def pem_of(key: SSlibKey) -> str:
    """Return a public key as PEM."""
    raw = bytes.fromhex(key.keyval["public"]) if "BEGIN" not in key.keyval["public"] else None
    if raw is None:
        return str(key.keyval["public"])
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(raw).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def from_pem(pem: str) -> SSlibKey:
    """Return the public key that a PEM text holds. Raises ValueError."""
    return SSlibKey.from_crypto(load_pem_public_key(pem.encode()))


@functools.lru_cache(maxsize=8)
def _load(path: Path) -> CryptoSigner:
    with contextlib.suppress(FileExistsError):
        if not path.exists():
            _make(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise KeyUnusable(f"{path} holds no readable Ed25519 key ({error}); restore it, or name another file with SIGNING_KEY_FILE") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable(f"{path} holds a key of another kind; an Ed25519 key is needed")
    return CryptoSigner(key)


def _make(path: Path) -> None:
    """Write a new key under its name in one move, so that of two processes that start at once one key wins and is whole."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent)  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    finally:
        os.unlink(name)
