# SPDX-License-Identifier: Apache-2.0
"""Calls a generated server as a client would, and holds each request against what it should be.

generated_server_calls.py --mode legacy|auto [--http] [--telemetry URL] CALLS -- COMMAND [ARGUMENTS]

CALLS is a list of {tool, arguments, ...} with either the request that must arrive, by the document's
contract (method, target, headers, and json, form or parts), or `refused`, a word of the answer to
arguments that must not reach the API. The server finds the API at 127.0.0.1. Prints {calls, errors,
requests, tools, problems} as JSON; the exit status is 1 where there are problems.
"""

import argparse
import asyncio
import base64
import email.parser
import email.policy
import json
import os
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from fastmcp import Client
from fastmcp.client.transports import StdioTransport

BASE = "/base"


class Recorder(BaseHTTPRequestHandler):
    """Keeps what arrives, and answers with a parcel."""

    protocol_version = "HTTP/1.1"
    requests = []

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.requests.append((self.command, self.path, headers, body))
        answer = b'{"name": "a parcel"}'
        if self.path.endswith("/missing"):
            self.send_response(404)
        else:
            self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

    def log_message(self, *arguments):
        pass


def differences(call, request):
    """What of a request is not as the contract has it."""
    method, target, headers, body = request
    if method != call.get("method", "GET"):
        yield f"method {method}"
    if target != BASE + call["target"]:
        yield f"target {target}, not {BASE + call['target']}"
    for name, value in call.get("headers", {}).items():
        if headers.get(name) != value:
            yield f"{name}: {headers.get(name)!r}, not {value!r}"
    if "json" in call and json.loads(body) != call["json"]:
        yield f"body {body!r}"
    if "form" in call:
        fields = urllib.parse.parse_qsl(body.decode("ascii"), keep_blank_values=True)
        if [list(field) for field in fields] != call["form"]:
            yield f"fields {fields}"
    if "parts" in call and parts(headers["content-type"], body) != call["parts"]:
        yield f"parts {parts(headers['content-type'], body)}"
    if not {"json", "form", "parts"} & set(call) and body:
        yield f"a body that nobody asked for: {body!r}"


def parts(content_type, body):
    """The parts of a form, read by the standard library."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("ascii")
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    found = []
    for part in message.iter_parts():
        entry = {"name": part.get_param("name", header="content-disposition")}
        if part.get_filename():
            entry["filename"] = part.get_filename()
        if part["content-type"]:
            entry["type"] = part.get_content_type()
        payload = part.get_payload(decode=True)
        entry["bytes"] = base64.b64encode(payload).decode("ascii")
        found.append(entry)
    return found


async def run(client, calls):
    """Makes all calls; how many there were, how many failed, and what was wrong."""
    problems, errors = [], 0
    async with client:
        tools = [tool.name for tool in await client.list_tools()]
        for number, call in enumerate(calls):
            before = len(Recorder.requests)
            result = await client.call_tool(call["tool"], call["arguments"], raise_on_error=False)
            errors += result.is_error
            arrived = Recorder.requests[before:]
            where = f"call {number}, {call['tool']}"
            text = result.content[0].text if result.content else ""
            if "refused" in call:
                if arrived:
                    problems.append(f"{where}: reached the API")
                if not result.is_error or call["refused"] not in text:
                    problems.append(f"{where}: was not refused: {text}")
            elif len(arrived) != 1 or result.is_error:
                problems.append(f"{where}: {len(arrived)} requests, {text}")
            else:
                problems += [f"{where}: {word}" for word in differences(call, arrived[0])]
    return {
        "calls": len(calls), "errors": errors, "requests": len(Recorder.requests),
        "tools": tools, "problems": problems,
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", default="auto")
    parser.add_argument("--prefix", default="PARCELS")
    parser.add_argument("--telemetry")
    parser.add_argument("calls")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    api = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    threading.Thread(target=api.serve_forever, daemon=True).start()
    environment = {
        "PATH": os.environ["PATH"],
        f"{options.prefix}_BASE_URL": f"http://127.0.0.1:{api.server_port}{BASE}",
        f"{options.prefix}_KEY": "secret key",
        f"{options.prefix}_QUERY_KEY": "q/key",
        f"{options.prefix}_LOGIN": "me",
        f"{options.prefix}_TOKEN": "a-token",
    }
    if options.telemetry:
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = options.telemetry
    with open(options.calls, encoding="utf-8") as file:
        calls = json.load(file)
    transport = StdioTransport(options.command[0], options.command[1:], env=environment)
    result = asyncio.run(run(Client(transport, mode=options.mode), calls))
    json.dump(result, sys.stdout, ensure_ascii=False)
    sys.exit(1 if result["problems"] else 0)


if __name__ == "__main__":
    main()
