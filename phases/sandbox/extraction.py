"""The one extractor for archives that come from outside: regular files and folders only, within limits counted while reading.

It does not rely on `tarfile`'s filters, which were circumvented more than once: names are checked here, and files are
written here. Whatever is refused leaves nothing behind. Zip, tar (plain, gzip, bzip2) and git bundles.
"""

from __future__ import annotations

import bz2
import gzip
import os
import shutil
import stat
import struct
import subprocess
import tarfile
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from phases.sandbox.errors import ArchiveRefused

MAX_FILES = 2000
MAX_BYTES = 200 << 20
MAX_RATIO = 100
MAX_DEPTH = 10
NAME_BYTES = 255
# small files compress better than any ratio says; so much is always allowed
RATIO_FLOOR_BYTES = 1 << 20
BLOCK_BYTES = 64 * 1024
GIT_SECONDS = 120
_UNPACKED = "unpacked"
_ZIP_END = struct.Struct("<4s4H2LH")


@dataclass(frozen=True, kw_only=True)
class Unpacked:
    """What came out of an archive."""

    files: int
    bytes: int


@dataclass(frozen=True, kw_only=True)
class _Entry:
    name: str
    is_folder: bool
    content: IO[bytes] | None


def extract(archive: Path, target: Path) -> Unpacked:
    """Unpack an archive into `target`, a folder that does not exist yet. Raises ArchiveRefused, and then `target` does not exist."""
    target.mkdir(mode=0o755, parents=True)
    try:
        return _Extraction(archive, target).run()
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, NotImplementedError, struct.error, UnicodeError) as error:
        shutil.rmtree(target)
        raise ArchiveRefused(f"the archive is damaged or of an unknown make: {error}") from error
    except BaseException:
        shutil.rmtree(target)
        raise


class _Extraction:
    def __init__(self, archive: Path, target: Path):
        self._archive, self._target = archive, target
        self.size = archive.stat().st_size
        self._files = self._entries = self._bytes = 0
        self._seen: dict[str, tuple[str, bool]] = {}

    def run(self) -> Unpacked:
        if self.size > MAX_BYTES:
            raise ArchiveRefused(f"the archive has {self.size} bytes; at most {MAX_BYTES}")
        for entry in self._read():
            self._entries += 1
            if self._entries > MAX_FILES:
                raise ArchiveRefused(f"the archive has more than {MAX_FILES} entries")
            steps = checked_steps(entry.name)
            self._note(steps, entry.is_folder)
            if entry.content is None:
                self._target.joinpath(*steps).mkdir(mode=0o755, parents=True, exist_ok=True)
            else:
                self._write(steps, entry.content)
        return Unpacked(files=self._files, bytes=self._bytes)

    def count(self, size: int) -> None:
        """Count bytes that came out of a decompressor. Raises ArchiveRefused."""
        self._bytes += size
        if self._bytes > MAX_BYTES:
            raise ArchiveRefused(f"the archive holds more than {MAX_BYTES} bytes")
        if self._bytes > max(RATIO_FLOOR_BYTES, self.size * MAX_RATIO):
            raise ArchiveRefused(f"the archive holds more than {MAX_RATIO} times its own size")

    def _read(self) -> Iterator[_Entry]:
        with self._archive.open("rb") as file:
            head = file.read(16)
            file.seek(0)
            if head.startswith(b"PK"):
                yield from _zip_entries(file, self.size)
            elif head.startswith((b"# v2 git bundle", b"# v3 git bundle")):
                yield from _bundle_entries(self._archive)
            elif head.startswith(b"\x1f\x8b"):
                yield from _tar_entries(gzip.GzipFile(fileobj=file), self)
            elif head.startswith(b"BZh"):
                yield from _tar_entries(bz2.BZ2File(file), self)
            else:
                yield from _tar_entries(file, self)

    def _note(self, steps: list[str], is_folder: bool) -> None:
        """Refuse a name that stands for a file and a folder, and names that one file system tells apart and another does not."""
        for depth in range(1, len(steps) + 1):
            path, folder = "/".join(steps[:depth]), is_folder or depth < len(steps)
            folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
            known = self._seen.setdefault(folded, (path, folder))
            if known != (path, folder):
                raise ArchiveRefused(f"{path!r} and {known[0]!r} are one name on some file systems, or a file and a folder")

    def _write(self, steps: list[str], content: IO[bytes]) -> None:
        path = self._target.joinpath(*steps)
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
        except FileExistsError:
            raise ArchiveRefused(f"{'/'.join(steps)!r} stands in the archive twice") from None
        with os.fdopen(descriptor, "wb") as file:
            while block := content.read(BLOCK_BYTES):
                self.count(len(block))
                file.write(block)
            os.fchmod(file.fileno(), 0o644)
        self._files += 1


def checked_steps(name: str) -> list[str]:
    """Return the steps of a relative path. Raises ArchiveRefused for one that is absolute, leaves the folder, or is no plain name."""
    if name.startswith("/") or "\\" in name or "\0" in name or ":" in name.split("/", 1)[0]:
        raise ArchiveRefused(f"{name!r}: wanted a relative path with '/' between its steps")
    steps = [step for step in name.removeprefix("./").rstrip("/").split("/") if step != "."]
    if not steps or len(steps) > MAX_DEPTH:
        raise ArchiveRefused(f"{name!r}: wanted 1 to {MAX_DEPTH} steps")
    for step in steps:
        if step in ("", "..") or len(step.encode()) > NAME_BYTES or not step.isprintable():
            raise ArchiveRefused(f"{name!r}: the step {step!r} is empty, leads outside, is too long or not printable")
    return steps


class _Counted:
    """A stream that counts what is read of it, so that headers and padding cannot grow unseen."""

    def __init__(self, stream: IO[bytes], extraction: _Extraction):
        self._stream, self._extraction, self._total = stream, extraction, 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(min(size, MAX_BYTES) if size >= 0 else MAX_BYTES)
        self._total += len(data)
        if self._total > max(RATIO_FLOOR_BYTES, self._extraction.size * MAX_RATIO) or self._total > 2 * MAX_BYTES:
            raise ArchiveRefused(f"the archive holds more than {MAX_RATIO} times its own size, or more than {2 * MAX_BYTES} bytes")
        return data


def _tar_entries(stream: IO[bytes], extraction: _Extraction) -> Iterator[_Entry]:
    with tarfile.open(fileobj=_Counted(stream, extraction), mode="r|", errorlevel=2) as tar:
        for member in tar:
            if member.isdir():
                if member.name not in (".", "./", ""):
                    yield _Entry(name=member.name, is_folder=True, content=None)
            elif member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not member.issparse():
                yield _Entry(name=member.name, is_folder=False, content=tar.extractfile(member))
            else:
                raise ArchiveRefused(f"{member.name!r} is neither a regular file nor a folder (links, devices and sparse files are not unpacked)")


def _zip_entries(file: IO[bytes], size: int) -> Iterator[_Entry]:
    _check_zip_end(file, size)
    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        end = 0
        for info in sorted(infos, key=lambda info: info.header_offset):
            # overlapping entries let a small file count many times over
            if info.header_offset < end:
                raise ArchiveRefused(f"{info.filename!r} overlaps another entry")
            end = info.header_offset + 30 + info.compress_size
        for info in infos:
            kind = stat.S_IFMT(info.external_attr >> 16)
            if info.flag_bits & 0x1 or kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise ArchiveRefused(f"{info.filename!r} is encrypted, or neither a regular file nor a folder")
            if info.is_dir():
                yield _Entry(name=info.filename, is_folder=True, content=None)
                continue
            with archive.open(info) as content:
                yield _Entry(name=info.orig_filename, is_folder=False, content=content)


def _check_zip_end(file: IO[bytes], size: int) -> None:
    """Refuse a zip with too many entries before its directory is read into memory."""
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        raise ArchiveRefused("the archive begins like a zip, but has no directory at its end")
    _mark, _disk, _start, _here, entries, directory, _offset, _comment = _ZIP_END.unpack_from(tail, at)
    if entries > MAX_FILES or directory > MAX_FILES * 1024:
        raise ArchiveRefused(f"the archive has more than {MAX_FILES} entries")
    file.seek(0)


def _bundle_entries(bundle: Path) -> Iterator[_Entry]:
    """Let git unpack a bundle into a bare repository, and read its newest tree through the same checks as any tar."""
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        bare = Path(folder) / "bare"
        _git("init", "--quiet", "--bare", str(bare))
        _git("-C", str(bare), "fetch", "--quiet", "--no-tags", str(bundle.resolve()), f"{_newest_of(bundle)}:refs/heads/{_UNPACKED}")
        # a tree may ask for files to be left out of archives or rewritten; this file wins over it
        (bare / "info").mkdir(exist_ok=True)
        (bare / "info" / "attributes").write_text("* -export-ignore -export-subst\n")
        tar = Path(folder) / "tree.tar"
        _git("-C", str(bare), "archive", "--format=tar", f"--output={tar}", _UNPACKED)
        with tar.open("rb") as file, tarfile.open(fileobj=file, mode="r|", errorlevel=2) as members:
            for member in members:
                if not member.isdir() and member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
                    raise ArchiveRefused(f"{member.name!r} is neither a regular file nor a folder")
                yield _Entry(name=member.name, is_folder=member.isdir(), content=None if member.isdir() else members.extractfile(member))


def _newest_of(bundle: Path) -> str:
    """Return the name under which a bundle holds its newest tree: HEAD, else its only branch, else main. Raises ArchiveRefused."""
    names = [line.partition(" ")[2] for line in _git("bundle", "list-heads", str(bundle)).splitlines()]
    for wanted in ("HEAD", "refs/heads/main"):
        if wanted in names:
            return wanted
    if len(names) != 1:
        raise ArchiveRefused(f"the bundle names neither HEAD nor main, but {', '.join(sorted(names)[:5]) or 'nothing'}")
    return names[0]


def _git(*arguments: str) -> str:
    """Run git without anybody's configuration and return what it printed. Raises ArchiveRefused."""
    clean = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": "/nonexistent",
        "LANG": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_TERMINAL_PROMPT": "0",
    }
    try:
        done = subprocess.run(
            ["git", "-c", "core.hooksPath=/dev/null", "-c", "transfer.fsckObjects=true", *arguments],
            env=clean,
            check=False,
            capture_output=True,
            timeout=GIT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise ArchiveRefused(f"git did not read the bundle within {GIT_SECONDS} s") from None
    if done.returncode:
        raise ArchiveRefused(f"git refuses the bundle: {done.stderr.decode('utf-8', 'replace').strip()[:300]}")
    return done.stdout.decode("utf-8", "replace")
