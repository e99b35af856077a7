"""Tools that run in the worker because they need its keys (signing). Registered from above, so nothing here knows what they do.

A host tool is a function of the call's arguments and a `HostCall`, and returns a ToolReport. It SHALL read only `call.inputs`, SHALL treat
their bytes as untrusted data, and SHALL NOT start what it reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ideamine.lib.storage import ArtifactStore
from phases.sandbox.artifacts import Item, Shelf


@dataclass(frozen=True, kw_only=True)
class HostCall:
    """For whom a host tool works, and on which inputs."""

    tool: str
    inputs: tuple[Item, ...]
    run_id: str
    task_id: str
    phase: str
    store: ArtifactStore
    shelf: Shelf
    signatures: list[dict[str, Any]]

    def signed(self, *, subject: str, envelope: Mapping[str, Any], keyid: str) -> None:
        """State a signature that was made; the ledger gets it when the task's result is accepted."""
        self.signatures.append({"subject": subject, "envelope": dict(envelope), "keyid": keyid})

    def read(self, item: Item) -> bytes:
        """Return the bytes of an input, checked against its hash."""
        self.shelf.read[item.id] = None
        return self.store.get(item.location)

    def write(self, type: str, data: bytes, *, name: str, media_type: str = "application/json") -> Item:
        """Store an artifact in the tool's name. Raises Refused when it does not match its schema."""
        return self.shelf.write(type, data, name=name, media_type=media_type)


HostTool = Callable[[Mapping[str, Any], HostCall], dict[str, Any]]
HOST_TOOLS: dict[str, HostTool] = {}


def register_host_tool(id: str, tool: HostTool) -> None:
    """Make a tool run in the worker; called from `ideamine.wiring`."""
    HOST_TOOLS[id] = tool
