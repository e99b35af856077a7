"""Who grants and revokes waivers."""

import pytest
from django.contrib.auth.models import AnonymousUser

from phases.permissions import is_approver
from tests.support.people import a_person

pytestmark = pytest.mark.django_db


def test_only_members_of_the_group_are_approvers():
    assert is_approver(a_person("olga", approver=True))
    assert not is_approver(a_person("root", is_superuser=True, is_staff=True))
    assert not is_approver(AnonymousUser())


def test_a_member_who_was_disabled_is_none():
    assert not is_approver(a_person("olga", approver=True, is_active=False))
