#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Serves the tools of a manifest as an MCP server, to try smelt-report on something live.

    bookshop-server.py [MANIFEST]               over standard input and output
    bookshop-server.py [MANIFEST] --http PORT   at http://127.0.0.1:PORT/mcp

MANIFEST is a {server, tools} file; the default is bookshop.json beside this file. The tools are
only listed: calling one answers with an error.
"""

import argparse
import http.server
import json
import pathlib
import sys

METHOD_NOT_FOUND = -32601


def answer(message, manifest):
    """The answer to one message, or None for a notification."""
    if "id" not in message:
        return None
    reply = {"jsonrpc": "2.0", "id": message["id"]}
    match message.get("method"):
        case "initialize":
            server = manifest["server"]
            reply["result"] = {
                "protocolVersion": "2025-11-25",
                "capabilities": {"tools": {}},
                "serverInfo": {"name": server["name"], "version": server["version"]},
                "instructions": server.get("instructions", ""),
            }
        case "ping":
            reply["result"] = {}
        case "tools/list":
            reply["result"] = {"tools": manifest["tools"]}
        case "tools/call":
            text = "This server only shows its tools; the shop behind them is invented."
            content = [{"type": "text", "text": text}]
            reply["result"] = {"content": content, "isError": True}
        case method:
            reply["error"] = {"code": METHOD_NOT_FOUND, "message": f"unknown method: {method}"}
    return reply


def serve_stdio(manifest):
    for line in sys.stdin:
        if reply := answer(json.loads(line), manifest):
            print(json.dumps(reply), flush=True)


def serve_http(manifest, port):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers.get("Content-Length", 0))
            reply = answer(json.loads(self.rfile.read(length)), manifest)
            body = json.dumps(reply).encode() if reply else b""
            self.send_response(200 if reply else 202)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        server.serve_forever()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = pathlib.Path(__file__).with_name("bookshop.json")
    parser.add_argument("manifest", nargs="?", type=pathlib.Path, default=default)
    parser.add_argument("--http", type=int, metavar="PORT")
    arguments = parser.parse_args()
    manifest = json.loads(arguments.manifest.read_text(encoding="utf-8"))
    if arguments.http:
        serve_http(manifest, arguments.http)
    else:
        serve_stdio(manifest)


if __name__ == "__main__":
    main()
