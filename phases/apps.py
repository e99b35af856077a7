"""Django's entry for the app `phases`."""

from django.apps import AppConfig


class PhasesConfig(AppConfig):
    name = "phases"
    default_auto_field = "django.db.models.BigAutoField"
