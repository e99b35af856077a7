"""Django's entry for the composition root."""

from __future__ import annotations

import importlib.util

from django.apps import AppConfig


class IdeaMineConfig(AppConfig):
    """Registers the system checks and wires the apps together."""

    name = "ideamine"

    def ready(self) -> None:
        from ideamine import checks  # noqa: F401  (registers itself)
        from ideamine.celery import app  # noqa: F401  (the current app for every task that is sent)

        if importlib.util.find_spec("ideamine.wiring"):
            from ideamine import wiring

            wiring.connect()
