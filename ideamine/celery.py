"""The Celery application. Its messages are hints that there is work; what is true stands in PostgreSQL."""

from __future__ import annotations

import os
from functools import cached_property

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ideamine.settings")


class Application(Celery):
    """Celery as it is, but for how beat hears that it shall end."""

    @cached_property
    def Beat(self) -> type:
        """Return the program behind `celery beat`."""
        return self.subclass_with_self("ideamine.beat:Beat")


app = Application("ideamine")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Answer Celery's offer to configure logging, so that it leaves Django's LOGGING alone."""
