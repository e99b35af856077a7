"""The artifact store: content under its own SHA-256, written once, never changed. Used by workers and by the dossier.

`ARTIFACT_STORAGE` names it: a folder here; an object store gets the same interface. A location is the path
below the root (`sha256/ab/abcd…`), so a folder can be moved or shared without changing a row.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ideamine.lib.errors import IdeaMineError

READ_BYTES = 1 << 20
_LOCATION = re.compile(r"sha256/([0-9a-f]{2})/(\1[0-9a-f]{62})")


class ContentNotFound(IdeaMineError):
    """The artifact store has no content at this location."""

    code = "content_not_found"
    http_status = 404


class ContentCorrupt(IdeaMineError):
    """Stored content does not match its hash; restore it from a copy."""

    code = "content_corrupt"


class StorageFull(IdeaMineError):
    """The disk of the artifact store is full; free space or move ARTIFACT_STORAGE, then try again."""

    code = "storage_full"
    retryable = True


@dataclass(frozen=True, kw_only=True)
class Stored:
    """Content in the store: where it lies, its SHA-256 and its size in bytes."""

    location: str
    hash: str
    size: int


class ArtifactStore:
    """A folder of content addressed by hash. Safe for many threads and processes at once."""

    def __init__(self, root: Path | str):
        self.root = Path(root)

    def put(self, content: bytes | Iterable[bytes]) -> Stored:
        """Store content and return where; content already there is checked and not written again. Raises StorageFull."""
        with self.writer() as writer:
            for chunk in [content] if isinstance(content, bytes) else content:
                writer.write(chunk)
            return writer.commit()

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """Give a writer for content that arrives in pieces; what is not committed leaves nothing behind."""
        writer = self.open_writer()
        try:
            yield writer
        finally:
            writer.abort()

    def open_writer(self) -> Writer:
        """Return a writer; its owner calls `commit` or `abort`."""
        return Writer(self.root)

    @contextmanager
    def open(self, location: str) -> Iterator[BinaryIO]:
        """Open content for reading. Raises ContentNotFound."""
        try:
            file = open(self._path(location), "rb")  # noqa: SIM115 - closed below, around the caller's block
        except FileNotFoundError:
            raise ContentNotFound(f"the artifact store {self.root} has nothing at {location}") from None
        with file:
            yield file

    def size(self, location: str) -> int:
        """Return the size of content in bytes. Raises ContentNotFound."""
        with self.open(location) as file:
            return os.fstat(file.fileno()).st_size

    def read(self, location: str, *, offset: int = 0, limit: int = READ_BYTES) -> bytes:
        """Return up to `limit` bytes from `offset`, unchecked: who reads the whole checks the hash."""
        with self.open(location) as file:
            file.seek(offset)
            return file.read(limit)

    def get(self, location: str) -> bytes:
        """Return the whole content, checked. Raises ContentNotFound, ContentCorrupt."""
        with self.open(location) as file:
            data = file.read()
        if hashlib.sha256(data).hexdigest() != location.rsplit("/", 1)[-1]:
            raise ContentCorrupt(f"{self.root / location} does not match the hash in its name; restore it from a copy")
        return data

    def _path(self, location: str) -> Path:
        if not _LOCATION.fullmatch(location):
            raise ContentNotFound(f"{location!r} is no location in the artifact store; one reads sha256/ab/abcd…")
        return self.root / location


class Writer:
    """Content on its way into the store: a temporary file, its hash and its size, until `commit` gives it its name."""

    def __init__(self, root: Path):
        self._root, self._hash, self.size = root, hashlib.sha256(), 0
        with _disk_errors(root):
            incoming = root / "incoming"
            incoming.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=incoming)
        self._path: Path | None = Path(name)
        self._file = os.fdopen(descriptor, "w+b")

    def write(self, chunk: bytes) -> None:
        """Append bytes. Raises StorageFull."""
        with _disk_errors(self._root):
            self._file.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)

    def read_back(self) -> bytes:
        """Return what was written so far."""
        self._file.flush()
        self._file.seek(0)
        data = self._file.read()
        self._file.seek(0, os.SEEK_END)
        return data

    def commit(self) -> Stored:
        """Make the content durable under its hash and return where it is. Raises StorageFull."""
        if self._path is None:
            raise ValueError("this content was committed or given up before")
        digest = self._hash.hexdigest()
        stored = Stored(location=f"sha256/{digest[:2]}/{digest}", hash=digest, size=self.size)
        target = self._root / stored.location
        with _disk_errors(self._root):
            if _holds(target, digest):
                self.abort()
                return stored
            self._file.flush()
            os.fchmod(self._file.fileno(), 0o444)
            os.fsync(self._file.fileno())
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self._path, target)
            _sync_folder(target.parent)
        self._file.close()
        self._path = None
        return stored

    def abort(self) -> None:
        """Give the content up; after a commit this does nothing."""
        if self._path is None:
            return
        path, self._path = self._path, None
        try:
            self._file.close()
        except OSError:
            pass  # a full disk may refuse the last buffered bytes; they are given up anyway
        path.unlink(missing_ok=True)


def open_store(setting: str) -> ArtifactStore:
    """Return the store that `ARTIFACT_STORAGE` names: a folder. Raises ValueError for a kind of store that we lack."""
    if "://" in setting:
        raise ValueError(f"ARTIFACT_STORAGE={setting!r}: only a folder is supported, such as /var/lib/ideamine/artifacts")
    return ArtifactStore(setting)


def _holds(path: Path, digest: str) -> bool:
    """Tell whether `path` has the content; a damaged file is replaced by the good content that is about to be stored."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _disk_errors(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull(f"the disk of the artifact store {root} is full; free space or move ARTIFACT_STORAGE, then try again") from error
        raise
