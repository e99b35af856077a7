"""What must be in place before the processes start: fit surroundings, the schema, an administrator, a free port."""

from __future__ import annotations

import secrets
import socket

from django.contrib.auth import get_user_model
from django.core import checks
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from ideamine.platform.errors import PlatformRefused

MIGRATION_LOCK = 1_229_541_965  # any constant; it is "IdeaM" read as a number, so that other users of advisory locks are not met
ADMINISTRATOR = "admin"


def refuse_unfit_surroundings() -> None:
    """Raise PlatformRefused, with every reason and remedy, when a system check finds an error (old server, dead database, …)."""
    found = [message for message in checks.run_checks(databases=["default"]) if message.is_serious()]
    if found:
        raise PlatformRefused(" ".join(f"{' '.join(message.msg.split())} {message.hint or ''}".strip() for message in found))


def ensure_schema() -> bool:
    """Apply the migrations that are missing; True when there were any. Two callers at once take turns.

    Raises PlatformRefused when the database does not answer.
    """
    try:
        if not _pending():
            return False
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
            try:
                call_command("migrate", verbosity=0, interactive=False)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    except DatabaseError as error:
        raise PlatformRefused(f"The database could not be prepared ({' '.join(str(error).split())}): see that it runs, and DATABASE_URL.") from error
    return True


def ensure_administrator() -> str | None:
    """Make the account `admin` where no administrator exists; its password, which is shown once and stored nowhere, else None."""
    users = get_user_model().objects
    if users.filter(is_superuser=True).exists():
        return None
    password = secrets.token_urlsafe(12)
    users.create_superuser(username=ADMINISTRATOR, password=password)
    return password


def refuse_busy_port(host: str, port: int) -> None:
    """Raise PlatformRefused when something listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PlatformRefused(
                f"Port {port} on {host} cannot be used ({error.strerror}): stop what listens there, or choose another with --port."
            ) from error


def _pending() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
