"""Django's entry for the composition root."""

from __future__ import annotations

from django.apps import AppConfig


class IdeaMineConfig(AppConfig):
    """Registers the system checks and wires the apps together."""

    name = "ideamine"

    def ready(self) -> None:
        from ideamine import checks, wiring  # noqa: F401  (the checks register themselves)
        from ideamine.celery import app  # noqa: F401  (the current app for every task that is sent)

        wiring.connect()
