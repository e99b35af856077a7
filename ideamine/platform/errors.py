"""What can keep the platform from starting; every message is one sentence that ends with the remedy."""

from __future__ import annotations


class PlatformRefused(Exception):
    """The platform cannot start in these surroundings."""

    code = "platform_refused"
    retryable = False
