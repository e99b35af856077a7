"""What can go wrong with the embedded engines; every message is one sentence that ends with the remedy."""

from __future__ import annotations


class EngineUnavailable(Exception):
    """An embedded engine cannot be started or reached."""

    code = "engine_unavailable"
    retryable = False


class DiskFull(EngineUnavailable):
    """The disk under the engines has no room left."""

    code = "disk_full"
