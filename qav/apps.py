"""Django's entry for the app `qav`."""

from django.apps import AppConfig


class QavConfig(AppConfig):
    name = "qav"
    default_auto_field = "django.db.models.BigAutoField"
