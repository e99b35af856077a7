"""Admin page of waivers: everybody of the staff may look, approvers grant and revoke."""

from __future__ import annotations

import functools
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from ideamine.lib.errors import IdeaMineError
from phases import waivers
from phases.models import Waiver
from phases.permissions import is_approver
from runs.admin.readonly import ReadOnlyAdmin, do_to_each

GIVEN = ("run", "phase", "violation_type", "owner", "expires_at", "compensating_control")


class GrantForm(forms.ModelForm):
    """A waiver as an approver asks for it."""

    by = ""
    compensating_control = forms.CharField(max_length=waivers.TEXT_CHARACTERS, widget=forms.Textarea)

    class Meta:
        model = Waiver
        fields = GIVEN

    def clean(self) -> dict[str, Any]:
        """Grant it. The service alone knows the rules, and what it refuses is shown above the form, with the input kept."""
        given = super().clean()
        if not self.errors:
            try:
                self.instance = waivers.grant(given["run"].pk, by=self.by, **{name: given[name] for name in GIVEN if name != "run"})
            except IdeaMineError as error:
                raise forms.ValidationError(str(error)) from error
        return given


@admin.register(Waiver)
class WaiverAdmin(ReadOnlyAdmin):
    """Waivers, newest first."""

    list_display = ("violation_type", "phase", "run_id", "owner", "expires_at", "status", "granted_by", "created_at")
    list_filter = ("status", "phase", "violation_type")
    search_fields = ("violation_type", "owner", "run__title", "run__id__startswith")
    ordering = ("-created_at",)
    actions = ("revoke_waivers",)
    autocomplete_fields = ("run",)
    shown = ("run_id", *GIVEN[1:], "status", "granted_by", "created_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """For approvers."""
        return self.has_approve_permission(request)

    def has_approve_permission(self, request: HttpRequest) -> bool:
        """For approvers."""
        return is_approver(request.user)

    def get_fields(self, request: HttpRequest, obj: Waiver | None = None) -> tuple[str, ...]:
        """What is asked for a new one, what is shown of an old one."""
        return GIVEN if obj is None else self.shown

    def get_readonly_fields(self, request: HttpRequest, obj: Waiver | None = None) -> tuple[str, ...]:
        """Everything of an old one."""
        return () if obj is None else self.shown

    def get_form(self, request: HttpRequest, obj: Waiver | None = None, change: bool = False, **options: Any) -> type[forms.ModelForm]:
        """The form in the name of the person who fills it in."""
        if obj is None:
            options["form"] = type("GrantFormOf", (GrantForm,), {"by": request.user.get_username()})
        return super().get_form(request, obj, change=change, **options)

    def save_model(self, request: HttpRequest, obj: Waiver, form: forms.Form, change: Any) -> None:
        """Nothing is left to do: checking the form granted it."""

    @admin.action(description="Revoke", permissions=["approve"])
    def revoke_waivers(self, request: HttpRequest, chosen: QuerySet[Waiver]) -> None:
        """Take the chosen waivers back."""
        act = functools.partial(waivers.revoke, by=request.user.get_username(), reason="by an administrator")
        do_to_each(request, list(chosen.values_list("pk", flat=True)), act, done="Waivers revoked")
