"""Signing in as part of the contract: the operations of /api/session, their schemas, and the bearer token that all others need."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.product.operations import answer, problems, reference

PATH = "/api/session"
MAX_NAME, MAX_PASSWORD = 100, 200
SECURITY_SCHEMES = {"bearerAuth": {"type": "http", "scheme": "bearer", "description": "The token that POST /api/session answers."}}
SECURITY: list[dict[str, list[str]]] = [{"bearerAuth": []}]
CREDENTIALS = {
    "type": "object",
    "description": "Who wants to sign in.",
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": MAX_NAME},
        "password": {"type": "string", "minLength": 1, "maxLength": MAX_PASSWORD},
    },
    "required": ["name", "password"],
    "additionalProperties": False,
}


def session_schemas(roles: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Return the component schemas of signing in; `roles` are the (id, name) pairs that accounts can have."""
    token = {
        "type": "object",
        "description": "A session that has begun.",
        "properties": {
            "token": {"type": "string", "description": "To be sent as `Authorization: Bearer TOKEN`"},
            "role": {"type": "string", "enum": [id for id, _ in roles], "description": "The role of the account"},
            "expires_at": {"type": "string", "format": "date-time", "description": "When the session ends by itself"},
        },
        "required": ["token", "role", "expires_at"],
        "additionalProperties": False,
    }
    return {"SignInCredentials": CREDENTIALS, "SignInToken": token}


def session_path() -> dict[str, Any]:
    """Return the operations by which a session begins and ends."""
    often = answer(problems(429)["429"]["description"], reference("Problem"), media_type="application/problem+json")
    often["headers"] = {"Retry-After": {"description": "Seconds to wait", "required": True, "schema": {"type": "integer", "minimum": 1}}}
    started = {"201": answer("The session has begun.", reference("SignInToken")), **problems(400, 401, 413, 415, 422), "429": often}
    return {
        "post": {
            "operationId": "signIn",
            "summary": "Sign in with a name and a password",
            "security": [],
            "requestBody": {"required": True, "content": {"application/json": {"schema": reference("SignInCredentials")}}},
            "responses": started,
        },
        "delete": {
            "operationId": "signOut",
            "summary": "End the session whose token is sent",
            "responses": {"204": answer("The session has ended."), **problems(400, 401)},
        },
    }
