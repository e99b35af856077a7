"""Every address that the web process answers."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from ideamine import health
from ideamine.api import routes

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/", include(routes)),
    path("admin/", admin.site.urls),
]
handler400 = "ideamine.api.errors.bad_request"
handler403 = "ideamine.api.errors.permission_denied"
handler404 = "ideamine.api.errors.not_found"
handler500 = "ideamine.api.errors.server_error"
