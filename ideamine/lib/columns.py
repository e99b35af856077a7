"""Columns that many tables share, with their defaults in the database too: a row written by plain SQL is as good as ours."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.functions import RandomUUID, TransactionNow
from django.db import models


def uuid_key() -> models.UUIDField:
    """A random uuid primary key."""
    return models.UUIDField(primary_key=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False)


def created(**options: Any) -> models.DateTimeField:
    """The time at which the row was written (`timestamptz`, the database's clock)."""
    return models.DateTimeField(db_default=TransactionNow(), editable=False, **options)
