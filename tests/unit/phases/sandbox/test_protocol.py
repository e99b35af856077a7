import json

import pytest

from phases.sandbox import protocol
from phases.sandbox.errors import Violation
from phases.sandbox.limits import JSON_DEPTH


def line(**body):
    return json.dumps({"jsonrpc": "2.0", **body}).encode()


def test_it_reads_a_request_and_a_notification():
    assert protocol.parse(line(id=1, method="result", params={"a": 1})) == protocol.Message(method="result", params={"a": 1}, id=1)
    assert protocol.parse(line(method="log")).id is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"plain text",
        b"[]",
        b"3",
        b'{"method": "log"}',
        line(method=5),
        line(method="log", params=[]),
        line(method="log", id=True),
        line(method="log", id={}),
        b'{"jsonrpc":"2.0","method":"progress","params":{"percent":NaN}}',
        b'{"jsonrpc":"2.0","method":"log","params":{"n":' + b"9" * 5000 + b"}}",
        b'{"jsonrpc":"2.0","method":"log","params":{"\\udfff":1}}',
        '{"jsonrpc":"2.0","method":"log"}'.encode("utf-16"),
    ],
)
def test_it_refuses_what_is_no_message(data):
    with pytest.raises(Violation):
        protocol.parse(data)


@pytest.mark.parametrize("opened", ["[", '{"a":'])
def test_it_refuses_deep_nesting(opened):
    closed = {"[": "]", '{"a":': "}"}[opened]
    depth = JSON_DEPTH + 1
    with pytest.raises(Violation, match="nested"):
        protocol.parse(b'{"jsonrpc":"2.0","method":"log","params":' + (opened * depth + "1" + closed * depth).encode() + b"}")


def test_it_takes_control_characters_and_terminal_escapes_out_of_text():
    assert protocol.clean("\x1b[31mred\x1b[0m\x00\x07 \x1b]0;title\x07end\r\nnext\tone") == "red end\nnext\tone"


def test_answers_are_single_lines():
    assert protocol.answer(3, {"text": "a\nb"}) == b'{"jsonrpc":"2.0","id":3,"result":{"text":"a\\nb"}}\n'
    assert json.loads(protocol.error(4, code=-32601, message="no"))["error"]["code"] == -32601
