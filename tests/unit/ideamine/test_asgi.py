"""The application that uvicorn serves answers."""

from __future__ import annotations

import asyncio

from asgiref.testing import ApplicationCommunicator

from ideamine.asgi import application


def test_it_answers_over_asgi():
    async def ask():
        scope = {"type": "http", "method": "GET", "path": "/healthz", "query_string": b"", "headers": [(b"host", b"localhost")]}
        communicator = ApplicationCommunicator(application, scope)
        await communicator.send_input({"type": "http.request", "body": b""})
        start = await communicator.receive_output(timeout=10)
        body = await communicator.receive_output(timeout=10)
        await communicator.wait(timeout=10)
        return start["status"], body["body"]

    assert asyncio.run(ask()) == (200, b'{"status": "ok"}')
