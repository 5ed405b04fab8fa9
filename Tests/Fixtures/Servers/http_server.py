# SPDX-License-Identifier: Apache-2.0
"""An MCP server over HTTP that is healthy or shows one fault: http_server.py MODE."""

import os
import socketserver
import sys
import threading
import time
import uuid

sys.dont_write_bytecode = True

from fixture_tools import (  # noqa: E402
    HEADER_MISMATCH,
    INVALID_PARAMS,
    INVALID_REQUEST,
    LEGACY_VERSION,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    UNSUPPORTED_VERSION,
    LegacyServer,
    ModernServer,
    RpcError,
    encode,
    error_answer,
    log_notification,
    parse,
)
from quiet_handler import QuietHandler  # noqa: E402

ENDPOINT = "/mcp"
LIFETIME_SECONDS = 120
STREAM_SECONDS = 30
BODY_LIMIT = 1 << 20
CHUNK = 65536
JSON = "application/json"
EVENT_STREAM = "text/event-stream"
SESSION_HEADER = "Mcp-Session-Id"

ERROR_STATUS = {
    PARSE_ERROR: 400,
    INVALID_REQUEST: 400,
    INVALID_PARAMS: 400,
    HEADER_MISMATCH: 400,
    UNSUPPORTED_VERSION: 400,
    METHOD_NOT_FOUND: 404,
}


class LoopbackServer(socketserver.ThreadingTCPServer):
    """A threaded server on a free port of the loopback address."""

    daemon_threads = True

    def __init__(self, mode):
        super().__init__(("127.0.0.1", 0), Handler)
        self.mode = mode
        self.sessions = {}

    @property
    def port(self):
        """The port that the system chose."""
        return self.server_address[1]


class Handler(QuietHandler):
    """One connection of a client."""

    def do_POST(self):
        """Reads the body and lets the mode answer."""
        length = int(self.headers.get("Content-Length", "-1"))
        if not 0 <= length <= BODY_LIMIT:
            self.close_connection = True
            return self.reply(411 if length < 0 else 413)
        body = self.rfile.read(length)
        if self.path != ENDPOINT:
            return self.reply(404)
        self.server.mode(self, body)

    def do_GET(self):
        """Offers no stream of its own."""
        self.reply(405 if self.path == ENDPOINT else 404, headers={"Allow": "POST, DELETE"})

    def do_DELETE(self):
        """Ends a session."""
        known = self.server.sessions.pop(self.headers.get(SESSION_HEADER), None)
        self.reply(204 if known else 404)

    def start(self, status, headers):
        """Sends the head of an answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def reply(self, status, body=b"", content_type=None, headers=None):
        """Sends a whole answer."""
        head = dict(headers or {})
        if content_type:
            head["Content-Type"] = content_type
        if status != 204:
            head["Content-Length"] = str(len(body))
        self.start(status, head)
        self.wfile.write(body)

    def start_stream(self, content_type, headers=None):
        """Sends the head of an answer whose length is not known."""
        self.start(200, {"Content-Type": content_type, "Transfer-Encoding": "chunked", **(headers or {})})

    def write_chunk(self, data):
        """Sends a part of such an answer; no data ends it."""
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def reply_message(self, message, headers=None):
        """Sends one message as JSON; its error code decides the status."""
        code = message.get("error", {}).get("code")
        self.reply(ERROR_STATUS.get(code, 200), encode(message), JSON, headers)

    def refuse(self, status, error):
        """Sends an error that belongs to no request."""
        self.reply(status, encode(error_answer(None, error)), JSON)

    def accepts_both_types(self):
        """Whether the client takes JSON and event streams, as the transport demands."""
        accepted = self.headers.get("Accept", "")
        return JSON in accepted and EVENT_STREAM in accepted


def read_message(handler, body):
    """The message of a request, or None after a refusal."""
    if not handler.accepts_both_types():
        handler.refuse(406, RpcError(INVALID_REQUEST, f"Accept must list {JSON} and {EVENT_STREAM}"))
        return None
    try:
        return parse(body)
    except RpcError as error:
        handler.refuse(400, error)
        return None


def open_session(handler, message):
    """The session that a legacy message belongs to and its id, or None after a refusal."""
    if message.get("method") == "initialize":
        return uuid.uuid4().hex, LegacyServer()
    session_id = handler.headers.get(SESSION_HEADER)
    if session_id is None:
        return handler.refuse(400, RpcError(INVALID_REQUEST, "Bad Request: Missing session ID"))
    session = handler.server.sessions.get(session_id)
    if session is None:
        return handler.refuse(404, RpcError(INVALID_REQUEST, "Session not found"))
    if handler.headers.get("MCP-Protocol-Version") != LEGACY_VERSION:
        return handler.refuse(400, RpcError(INVALID_REQUEST, "Bad Request: Unsupported protocol version"))
    return session_id, session


def serve_legacy(handler, body, send_reply):
    """Answers a message of the legacy era through `send_reply`."""
    message = read_message(handler, body)
    opened = message and open_session(handler, message)
    if not opened:
        return
    session_id, session = opened
    reply = session.reply(message)
    if reply is None:
        return handler.reply(202)
    headers = {}
    if message["method"] == "initialize" and "result" in reply:
        handler.server.sessions[session_id] = session
        headers = {SESSION_HEADER: session_id}
    send_reply(reply, headers)


def legacy(handler, body):
    """No fault: speaks only 2025-11-25, in sessions, and answers as JSON."""
    serve_legacy(handler, body, lambda reply, headers: handler.reply(200, encode(reply), JSON, headers))


def legacy_sse(handler, body):
    """Answers as an event stream that begins with another event and stays open after the answer."""

    def stream(reply, headers):
        handler.start_stream(EVENT_STREAM, headers)
        for message in (log_notification("working on it"), reply):
            handler.write_chunk(b": fixture\nevent: message\ndata: " + encode(message) + b"\n\n")
        time.sleep(STREAM_SECONDS)
        handler.write_chunk(b"")

    serve_legacy(handler, body, stream)


def modern(handler, body):
    """No fault: speaks only 2026-07-28."""
    message = read_message(handler, body)
    if message is None:
        return
    reply = ModernServer().reply(message, handler.headers)
    if reply is None:
        return handler.reply(202)
    handler.reply_message(reply)


def unauthorized(handler, body):
    """Wants a token that the client does not have."""
    metadata = f"http://127.0.0.1:{handler.server.port}/.well-known/oauth-protected-resource"
    challenge = f'Bearer realm="fixture", resource_metadata="{metadata}"'
    handler.reply(401, b'{"error":"invalid_token"}', JSON, {"WWW-Authenticate": challenge})


def redirects(handler, body):
    """Sends the client to another address."""
    handler.reply(302, headers={"Location": "http://127.0.0.2:9/"})


def hangs(handler, body):
    """Reads the request and never answers."""
    time.sleep(LIFETIME_SECONDS)


def floods(handler, body):
    """Answers with a body that never ends."""
    handler.start_stream(JSON)
    handler.write_chunk(b'{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"')
    while True:
        handler.write_chunk(b"a" * CHUNK)


def html(handler, body):
    """Answers with a web page."""
    page = b"<!doctype html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>"
    handler.reply(200, page, "text/html; charset=utf-8")


def server_error(handler, body):
    """Answers with an internal server error in plain text."""
    handler.reply(500, b"Internal Server Error: database is locked\n", "text/plain; charset=utf-8")


def drops(handler, body):
    """Closes the connection in the middle of the body."""
    handler.start(200, {"Content-Type": JSON, "Content-Length": "4096"})
    handler.wfile.write(b'{"jsonrpc":"2.0","id":1,"result":{"tools":[')
    handler.close_connection = True


MODES = {
    mode.__name__.replace("_", "-"): mode
    for mode in (
        legacy,
        legacy_sse,
        modern,
        unauthorized,
        redirects,
        hangs,
        floods,
        html,
        server_error,
        drops,
    )
}


def main(arguments):
    """Serves in the mode that the command line names, for a limited time."""
    if len(arguments) != 1 or arguments[0] not in MODES:
        sys.exit(f"usage: http_server.py MODE, MODE one of: {', '.join(MODES)}")
    server = LoopbackServer(MODES[arguments[0]])
    print(server.port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    time.sleep(LIFETIME_SECONDS)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
