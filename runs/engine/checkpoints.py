"""Checkpoints (the spec's `CheckpointManager`): at most one a task, written under the fence, handed to the next attempt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from ideamine.lib.jsontext import jsonb
from runs.errors import LostLease
from runs.models import Checkpoint

TOKEN_CHARACTERS = 100


def save(task_id: str, fence: int, token: str, data: Mapping[str, Any]) -> None:
    """Save how far a claimed task has come. Raises LostLease, ValueError for a token over 100 characters."""
    if not token or len(token) > TOKEN_CHARACTERS:
        raise ValueError(f"a checkpoint token has 1 to {TOKEN_CHARACTERS} characters, not {len(token)}")
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO checkpoints (task_id, token, data, fence)
            SELECT id, %s, %s::jsonb, fence FROM tasks WHERE id = %s AND fence = %s AND status = 'running'
            ON CONFLICT (task_id) DO UPDATE SET token = excluded.token, data = excluded.data, fence = excluded.fence, created_at = now()
            WHERE checkpoints.fence <= excluded.fence""",
            [token, jsonb(data), task_id, fence],
        )
        if cursor.rowcount != 1:
            raise LostLease(f"task {task_id} is no longer held under fence {fence}")


def load(task_id: str) -> Checkpoint | None:
    """Return the checkpoint of a task, or None."""
    return Checkpoint.objects.filter(task_id=task_id).first()


def delete(task_id: str) -> None:
    """Remove the checkpoint of a task."""
    Checkpoint.objects.filter(task_id=task_id).delete()
