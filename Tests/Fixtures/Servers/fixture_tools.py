# SPDX-License-Identifier: Apache-2.0
"""The tools and the JSON-RPC logic that the fixture servers share."""

import json

LEGACY_VERSION = "2025-11-25"
MODERN_VERSION = "2026-07-28"

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
HEADER_MISMATCH = -32020
UNSUPPORTED_VERSION = -32022

META_PREFIX = "io.modelcontextprotocol/"
SERVER_INFO = {"name": "fixture", "title": "Library fixture", "version": "1.0.0"}
INSTRUCTIONS = "Search the library catalogue, read one book, or put a book on hold."
CAPABILITIES = {"logging": {}, "tools": {"listChanged": False}}

BOOK_SCHEMA = {
    "type": "object",
    "properties": {
        "isbn": {"type": "string", "description": "The 13 digits of the book's ISBN."},
        "title": {"type": "string", "description": "The title printed on the cover."},
        "copies": {"type": "integer", "minimum": 0, "description": "Copies on the shelf now."},
    },
    "required": ["isbn", "title", "copies"],
    "additionalProperties": False,
}

ISBN_PROPERTY = {
    "type": "string",
    "pattern": "^[0-9]{13}$",
    "description": "The 13 digits of the ISBN, without hyphens, such as 9780141439518.",
}

TOOLS = [
    {
        "name": "search_books",
        "title": "Search books",
        "description": "Finds books in the catalogue by words of their title or author. "
        "Returns at most `limit` books, best match first; an empty list means that none matched.",
        "inputSchema": {
            "type": "object",
            "properties": {
                "query": {
                    "type": "string",
                    "minLength": 1,
                    "description": "Words of the title or the author, such as 'austen persuasion'.",
                },
                "limit": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 50,
                    "default": 10,
                    "description": "The most books to return.",
                },
            },
            "required": ["query"],
            "additionalProperties": False,
        },
        "annotations": {"readOnlyHint": True, "openWorldHint": False},
    },
    {
        "name": "get_book",
        "title": "Get book",
        "description": "Reads one book of the catalogue by its ISBN, with the number of copies on the shelf. "
        "Use search_books first when the ISBN is not known.",
        "inputSchema": {
            "type": "object",
            "properties": {"isbn": ISBN_PROPERTY},
            "required": ["isbn"],
            "additionalProperties": False,
        },
        "outputSchema": BOOK_SCHEMA,
        "annotations": {"readOnlyHint": True, "openWorldHint": False},
    },
    {
        "name": "hold_book",
        "title": "Hold book",
        "description": "Puts a book on hold for a reader for seven days. "
        "Holding a book twice for the same reader changes nothing.",
        "inputSchema": {
            "type": "object",
            "properties": {
                "isbn": ISBN_PROPERTY,
                "reader": {"type": "string", "description": "The number on the reader's card."},
            },
            "required": ["isbn", "reader"],
            "additionalProperties": False,
        },
        "annotations": {
            "readOnlyHint": False,
            "destructiveHint": False,
            "idempotentHint": True,
            "openWorldHint": False,
        },
    },
]

SECOND_PAGE = "cGFnZS0y"


class RpcError(Exception):
    """A refusal that goes back to the client as a JSON-RPC error."""

    def __init__(self, code, message, data=None):
        super().__init__(message)
        self.code, self.message, self.data = code, message, data


def encode(message):
    """One message as compact JSON bytes."""
    return json.dumps(message, separators=(",", ":")).encode()


def answer(request_id, result):
    """A JSON-RPC answer."""
    return {"jsonrpc": "2.0", "id": request_id, "result": result}


def error_answer(request_id, error):
    """A JSON-RPC error answer."""
    body = {"code": error.code, "message": error.message}
    if error.data is not None:
        body["data"] = error.data
    return {"jsonrpc": "2.0", "id": request_id, "error": body}


def log_notification(text):
    """A valid server notification."""
    params = {"level": "info", "logger": SERVER_INFO["name"], "data": text}
    return {"jsonrpc": "2.0", "method": "notifications/message", "params": params}


def unsupported_version(requested, supported):
    """The refusal of a protocol version that a server does not speak."""
    data = {"supported": [supported], "requested": requested}
    return RpcError(UNSUPPORTED_VERSION, "Unsupported protocol version", data)


def parse(raw):
    """The message in some bytes; an RpcError if they hold none."""
    try:
        message = json.loads(raw)
    except (ValueError, RecursionError):
        raise RpcError(PARSE_ERROR, "Parse error") from None
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        raise RpcError(INVALID_REQUEST, "Not a JSON-RPC 2.0 message")
    if "id" in message and (isinstance(message["id"], bool) or not isinstance(message["id"], (int, str))):
        raise RpcError(INVALID_REQUEST, "The id must be a string or an integer")
    if not isinstance(message.get("method", ""), str) or not isinstance(message.get("params", {}), dict):
        raise RpcError(INVALID_REQUEST, "The method must be a string and params an object")
    return message


def tool_page(params):
    """The page of tools that a tools/list request asks for."""
    cursor = params.get("cursor")
    if cursor is None:
        return {"tools": TOOLS[:2], "nextCursor": SECOND_PAGE}
    if cursor == SECOND_PAGE:
        return {"tools": TOOLS[2:]}
    raise RpcError(INVALID_PARAMS, "Invalid cursor")


class Server:
    """What both eras have in common: a message comes in, its answer goes out."""

    def reply(self, message, headers=None):
        """The answer to a message, or None if it needs none."""
        if "method" not in message:
            return None
        method, params = message["method"], message.get("params", {})
        if "id" not in message:
            self.notified(method)
            return None
        try:
            return answer(message["id"], self.call(method, params, headers))
        except RpcError as error:
            return error_answer(message["id"], error)

    def notified(self, method):
        """Takes note of a notification."""

    def call(self, method, params, headers):
        """The result of a request."""
        raise NotImplementedError


class LegacyServer(Server):
    """Speaks only 2025-11-25."""

    def __init__(self):
        self.initialize_answered = False
        self.ready = False
        self.methods = {
            "initialize": self.initialize,
            "ping": lambda params: {},
            "logging/setLevel": lambda params: {},
            "tools/list": tool_page,
        }

    def notified(self, method):
        """Opens the session once the client confirms the handshake."""
        if method == "notifications/initialized":
            self.ready = self.initialize_answered

    def call(self, method, params, headers):
        """The result of a request; before the handshake only `initialize` has one."""
        if method not in self.methods:
            raise RpcError(METHOD_NOT_FOUND, "Method not found", method)
        if method != "initialize" and not self.ready:
            raise RpcError(INVALID_PARAMS, "Received request before initialization was complete")
        return self.methods[method](params)

    def initialize(self, params):
        """The handshake."""
        expected = {"protocolVersion": str, "capabilities": dict, "clientInfo": dict}
        for key, kind in expected.items():
            if not isinstance(params.get(key), kind):
                raise RpcError(INVALID_PARAMS, f"initialize needs {key}")
        self.initialize_answered = True
        return {
            "protocolVersion": LEGACY_VERSION,
            "capabilities": CAPABILITIES,
            "serverInfo": SERVER_INFO,
            "instructions": INSTRUCTIONS,
        }


class ModernServer(Server):
    """Speaks only 2026-07-28."""

    ready = True

    def __init__(self):
        self.methods = {"server/discover": self.discover, "tools/list": tool_page}

    def call(self, method, params, headers):
        """The result of a request that carries the version and the client's capabilities."""
        if method == "initialize":
            raise unsupported_version(params.get("protocolVersion"), MODERN_VERSION)
        meta = params.get("_meta")
        version_key, capabilities_key = META_PREFIX + "protocolVersion", META_PREFIX + "clientCapabilities"
        if not isinstance(meta, dict) or not isinstance(meta.get(capabilities_key), dict):
            raise RpcError(INVALID_PARAMS, f"params._meta needs {version_key} and {capabilities_key}")
        version = meta.get(version_key)
        if not isinstance(version, str):
            raise RpcError(INVALID_PARAMS, f"params._meta needs {version_key}")
        if headers is not None:
            self.check_headers(headers, {"MCP-Protocol-Version": version, "Mcp-Method": method})
        if version != MODERN_VERSION:
            raise unsupported_version(version, MODERN_VERSION)
        if method not in self.methods:
            raise RpcError(METHOD_NOT_FOUND, "Method not found", method)
        return self.finished(self.methods[method](params))

    def check_headers(self, headers, expected):
        """Refuses HTTP headers that differ from the body."""
        for name, value in expected.items():
            if headers.get_all(name) != [value]:
                raise RpcError(HEADER_MISMATCH, f"{name} header does not match the request body")

    def discover(self, params):
        """What the server is and speaks."""
        return {
            "supportedVersions": [MODERN_VERSION],
            "capabilities": CAPABILITIES,
            "instructions": INSTRUCTIONS,
        }

    def finished(self, result):
        """A result with the members that this revision adds to each one."""
        return {
            "_meta": {META_PREFIX + "serverInfo": SERVER_INFO},
            "resultType": "complete",
            "ttlMs": 60000,
            "cacheScope": "public",
            **result,
        }
