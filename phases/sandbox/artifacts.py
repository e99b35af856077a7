"""What a task may read and what it wrote: grants `artifact.read` and `artifact.write`, and nothing beyond its own shelf.

What is sealed for others never comes to lie on a shelf, whoever hands it on: not by a task's inputs, not by a tool call.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ideamine.lib.storage import ArtifactStore, Stored, Writer
from phases.sandbox.errors import INVALID_PARAMS, Refused, Violation
from phases.sandbox.limits import ARTIFACT_COUNT, ARTIFACT_TOTAL_BYTES, CHUNK_BYTES, JSON_ARTIFACT_BYTES, NAME_CHARACTERS, OPEN_WRITES
from phases.schemas.registry import UnknownArtifactType, artifact_schema, may_read
from phases.schemas.validation import InvalidContent, validate_artifact
from runs.contracts import NAMESPACE

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*(; ?[a-z0-9-]+=[A-Za-z0-9._-]+)*")
_REF_KEYS = ("id", "type", "name", "hash", "media_type", "phase", "producer")


@dataclass(frozen=True, kw_only=True)
class Item:
    """An artifact on a shelf: what the sandbox sees of it, and where its bytes are."""

    id: str
    type: str
    name: str
    hash: str
    media_type: str
    phase: str
    producer: str
    location: str
    size: int = 0

    @classmethod
    def given(cls, ref: Mapping[str, Any]) -> Item:
        """Return the item for an input reference of a task."""
        return cls(location=ref["location"], **{key: ref.get(key, "") for key in _REF_KEYS})

    def ref(self) -> dict[str, str]:
        """Return the reference as the sandbox gets it; it does not learn locations."""
        return {key: getattr(self, key) for key in _REF_KEYS}


@dataclass(kw_only=True)
class _Upload:
    writer: Writer
    type: str
    name: str
    media_type: str


class Account:
    """What all sandboxes of one task made together, in order, and how many bytes they may still write."""

    def __init__(self) -> None:
        self.left = ARTIFACT_TOTAL_BYTES
        self.made: dict[str, Item] = {}
        self._lock = threading.Lock()

    def spend(self, size: int) -> None:
        """Count bytes of artifacts. Raises Violation."""
        with self._lock:
            self.left -= size
        if self.left < 0:
            raise Violation(f"the artifacts of one task have more than {ARTIFACT_TOTAL_BYTES} bytes")


class Shelf:
    """The artifacts of one sandbox: those it was given, and those it makes. Used by one thread."""

    def __init__(
        self, store: ArtifactStore, given: Iterable[Item], *, task_id: str, phase: str, producer: str, allowed_types: frozenset[str], account: Account
    ):
        self._store, self._task_id, self._phase, self._producer = store, task_id, phase, producer
        self._allowed_types = allowed_types
        self._items = {item.id: item for item in given if may_read(item.type, producer)}
        self._uploads: dict[str, _Upload] = {}
        self._account = account
        self.made: list[Item] = []
        self.read: dict[str, None] = {}

    def items(self) -> list[Item]:
        return list(self._items.values())

    def chosen(self, ids: Any) -> list[Item]:
        """Return the items with these ids. Raises Refused for one that the task may not read."""
        if not isinstance(ids, list):
            raise Refused("inputs: wanted a list of artifact ids", rpc_code=INVALID_PARAMS)
        return [self._item(id) for id in ids]

    def admit(self, item: Item) -> Item:
        """Put an artifact on the shelf that the worker, or a tool in the task's name, made; what is made once more is the newest again."""
        if item.id not in self._items and item not in self.made:
            self.made.append(item)
        if may_read(item.type, self._producer):
            self._items[item.id] = item
        self._account.made.pop(item.id, None)
        self._account.made[item.id] = item
        return item

    def serve_read(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `artifact.read`: up to 1 MiB from an offset, and the whole size."""
        item = self._item(params.get("id"))
        offset, limit = _whole(params, "offset"), _whole(params, "limit")
        self.read[item.id] = None
        data = self._store.read(item.location, offset=offset, limit=min(limit, CHUNK_BYTES))
        return {"data": base64.b64encode(data).decode(), "size": self._store.size(item.location)}

    def serve_write(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `artifact.write`: take a chunk; the last one makes the artifact. Raises Refused, Violation."""
        handle, upload = self._upload(params)
        try:
            chunk = base64.b64decode(params.get("data", ""), validate=True)
        except (binascii.Error, TypeError, ValueError):
            raise Violation("artifact.write: data is no base64") from None
        if len(chunk) > CHUNK_BYTES:
            raise Violation(f"artifact.write: a chunk has {len(chunk)} bytes; at most {CHUNK_BYTES}")
        self._account.spend(len(chunk))
        upload.writer.write(chunk)
        if params.get("last") is not True:
            return {"handle": handle}
        del self._uploads[handle]
        return {"handle": handle, "artifact": self._finished(upload).ref()}

    def write(self, type: str, data: bytes, *, name: str, media_type: str = "application/json", producer: str | None = None) -> Item:
        """Store an artifact that the worker itself makes, under the same checks."""
        upload = _Upload(writer=self._store.open_writer(), type=type, name=name, media_type=media_type)
        try:
            upload.writer.write(data)
            return self._finished(upload, producer)
        finally:
            upload.writer.abort()

    def close(self) -> None:
        """Give up uploads that were not finished."""
        for upload in self._uploads.values():
            upload.writer.abort()
        self._uploads.clear()

    def _item(self, id: Any) -> Item:
        item = self._items.get(id) if isinstance(id, str) else None
        if item is None:
            raise Refused(f"no artifact {str(id)[:80]!r} was given to this task or made by it")
        return item

    def _upload(self, params: Mapping[str, Any]) -> tuple[str, _Upload]:
        handle = params.get("handle")
        if handle is not None:
            if not isinstance(handle, str) or handle not in self._uploads:
                raise Violation("artifact.write: there is no open upload with this handle")
            return handle, self._uploads[handle]
        if len(self._uploads) >= OPEN_WRITES or len(self.made) >= ARTIFACT_COUNT:
            raise Violation(f"a task may have {OPEN_WRITES} uploads open at once and make {ARTIFACT_COUNT} artifacts")
        type, name, media_type = (params.get(key) for key in ("type", "name", "media_type"))
        self._check_heading(type, name, media_type)
        handle = uuid.uuid4().hex
        self._uploads[handle] = _Upload(writer=self._store.open_writer(), type=type, name=name, media_type=media_type)
        return handle, self._uploads[handle]

    def _check_heading(self, type: Any, name: Any, media_type: Any) -> None:
        if not isinstance(type, str) or type not in self._allowed_types:
            allowed = ", ".join(sorted(self._allowed_types)) or "none"
            raise Refused(f"{self._producer} may not write the artifact type {str(type)[:80]!r}; it may write: {allowed}", error_class="schema")
        if not isinstance(name, str) or not 0 < len(name) <= NAME_CHARACTERS or not name.isprintable():
            raise Refused(f"an artifact's name has 1 to {NAME_CHARACTERS} printable characters", error_class="schema")
        try:
            schema = artifact_schema(type)
        except UnknownArtifactType as error:
            raise Refused(str(error), error_class="schema") from None
        wanted = schema.get("contentMediaType")
        if not isinstance(media_type, str) or not _MEDIA_TYPE.fullmatch(media_type) or (media_type != wanted if wanted else not _is_json(media_type)):
            raise Refused(f"{type}: the media type {str(media_type)[:80]!r} is wrong; wanted {wanted or 'application/json'}", error_class="schema")

    def _finished(self, upload: _Upload, producer: str | None = None) -> Item:
        try:
            if _is_json(upload.media_type):
                _check_content(upload)
            stored = upload.writer.commit()
        finally:
            upload.writer.abort()
        return self.admit(self._made(upload, stored, producer or self._producer))

    def _made(self, upload: _Upload, stored: Stored, producer: str) -> Item:
        return Item(
            id=artifact_id(self._task_id, upload.type, upload.name, stored.hash),
            type=upload.type,
            name=upload.name,
            hash=stored.hash,
            media_type=upload.media_type,
            phase=self._phase,
            producer=producer,
            location=stored.location,
            size=stored.size,
        )


def artifact_id(task_id: str, type: str, name: str, hash: str) -> str:
    """Return the one id that this content of this task can have: a repeated attempt makes no second artifact."""
    return str(uuid.uuid5(NAMESPACE, f"{task_id}/{type}/{name}/{hash}"))


def _check_content(upload: _Upload) -> None:
    if upload.writer.size > JSON_ARTIFACT_BYTES:
        raise Refused(f"{upload.type}: a JSON artifact has at most {JSON_ARTIFACT_BYTES} bytes", error_class="schema")
    try:
        content = json.loads(upload.writer.read_back().decode("utf-8"), parse_constant=_no_constant)
        validate_artifact(upload.type, content)
    except InvalidContent as error:
        raise Refused(str(error), error_class="schema", data={"pointer": error.pointer}) from None
    except (ValueError, RecursionError) as error:
        raise Refused(f"{upload.type}: the content is no JSON: {str(error)[:200]}", error_class="schema") from None


def _no_constant(name: str) -> Callable[..., Any]:
    raise ValueError(f"{name} is no JSON number")


def _is_json(media_type: str) -> bool:
    kind = media_type.partition(";")[0]
    return kind == "application/json" or kind.endswith("+json")


def _whole(params: Mapping[str, Any], key: str) -> int:
    value = params.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Refused(f"{key}: wanted a whole number from 0 on", rpc_code=INVALID_PARAMS)
    return value
