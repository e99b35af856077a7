"""People for tests, and the doors opened in their names."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, User
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from phases.permissions import APPROVERS


def a_person(name: str, *, approver: bool = False, **columns: Any) -> User:
    """A user; with `is_staff=True` one of the staff, with `approver` a member of that group."""
    user = User.objects.create_user(name, password="correct horse battery", **columns)
    if approver:
        user.groups.add(Group.objects.get(name=APPROVERS))
    return user


def api_of(user: User) -> APIClient:
    """The REST interface, with the token of a user."""
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.get_or_create(user=user)[0].key}")
    return client
