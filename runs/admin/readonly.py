"""The base of all admin pages of machine-owned rows: every member of the staff may look, nobody may edit; verbs call services."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from ideamine.lib.errors import IdeaMineError

SHOWN_CHARACTERS = 20_000
ERRORS_SHOWN = 10


class ReadOnlyAdmin(ModelAdmin):
    """Rows to look at. What is not named in `fields` or `fieldsets` is not shown."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """For all staff, as at the REST interface."""
        return request.user.is_active and request.user.is_staff

    def has_module_permission(self, request: HttpRequest) -> bool:
        """For all staff."""
        return self.has_view_permission(request)


def as_json(value: Any) -> SafeString:
    """Return a JSON value as indented text, escaped, and cut when it is very long."""
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    if len(text) > SHOWN_CHARACTERS:
        text = f"{text[:SHOWN_CHARACTERS]}\n… cut after {SHOWN_CHARACTERS} characters of {len(text)}"
    return format_html('<pre style="white-space: pre-wrap; overflow-wrap: anywhere">{}</pre>', text)


def do_to_each(request: HttpRequest, ids: Iterable[Any], act: Callable[[Any], object], *, done: str) -> None:
    """Do something to each of the chosen rows; tell the person how often it was done and, by name, why not."""
    count, refused = 0, []
    for identity in ids:
        try:
            act(identity)
            count += 1
        except IdeaMineError as error:
            refused.append(str(error))
    if count:
        messages.success(request, f"{done}: {count}.")
    for reason in refused[:ERRORS_SHOWN]:
        messages.error(request, reason)
    if len(refused) > ERRORS_SHOWN:
        messages.error(request, f"… and {len(refused) - ERRORS_SHOWN} more.")
