"""Who may do what beyond seeing: waivers belong to the group `approver`; a superuser must join it too."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

APPROVERS = "approver"


def is_approver(user: Any) -> bool:
    """Tell whether a user belongs to the group `approver`; being a superuser is not enough."""
    return bool(user.is_active and user.groups.filter(name=APPROVERS).exists())


class ApproverOrReading(BasePermission):
    """Lets everyone read; the rest is for approvers."""

    message = f"Only members of the group {APPROVERS} grant and revoke waivers."

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether this request may be made."""
        return bool(request.user and request.user.is_authenticated) and (request.method in SAFE_METHODS or is_approver(request.user))
