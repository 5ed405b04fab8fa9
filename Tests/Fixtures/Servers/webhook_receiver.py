# SPDX-License-Identifier: Apache-2.0
"""A receiver of webhooks that verifies them with the `standardwebhooks` package.

webhook_receiver.py --secret whsec_… [--secret …] [--answers 500,429:7,hang,drop,200]

What verifies must also be what docs/webhook.schema.json says, where jsonschema is installed.

The port is the first line of standard output. The answers are given to the requests in turn, and the
last one to all that follow: a status with an optional Retry-After, `hang` for none until the sender
gives up, `drop` for a closed connection. A request that does not verify gets 401, whatever its turn.
`GET /log` gives the requests as JSON; SIGTERM prints the same and ends.
"""

import argparse
import json
import os
import pathlib
import signal
import socketserver
import sys
import threading
import time

sys.dont_write_bytecode = True

from quiet_handler import QuietHandler  # noqa: E402
from standardwebhooks import Webhook  # noqa: E402
from standardwebhooks.webhooks import WebhookVerificationError  # noqa: E402

try:
    from jsonschema import Draft202012Validator
except ImportError:
    Draft202012Validator = None

SCHEMA = pathlib.Path(__file__).resolve().parents[3] / "docs" / "webhook.schema.json"
LIFETIME_SECONDS = 600
BODY_LIMIT = 20_000  # what Standard Webhooks recommends
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


class Receiver(socketserver.ThreadingTCPServer):
    """A threaded server on a free port of the loopback address."""

    daemon_threads = True

    def __init__(self, secrets, answers):
        super().__init__(("127.0.0.1", 0), Handler)
        self.webhooks = [Webhook(secret) for secret in secrets]
        self.answers, self.log, self.bodies = answers, [], {}
        self.schema = Draft202012Validator and Draft202012Validator(
            json.loads(SCHEMA.read_text(encoding="utf-8")))
        self.lock = threading.Lock()

    def problems(self, headers, body):
        """What is wrong with a request; nothing when each secret verifies it."""
        found = [f"{name} is sent {len(headers.get_all(name, []))} times" for name in HEADERS
                 if len(headers.get_all(name, [])) != 1]
        if headers.get("Content-Type") != "application/json":
            found.append(f"Content-Type is {headers.get('Content-Type')}")
        if len(body) > BODY_LIMIT:
            found.append(f"{len(body)} bytes")
        if not headers.get("webhook-timestamp", "").isdecimal():
            found.append("the timestamp is no whole number of seconds")
        for number, webhook in enumerate(self.webhooks, 1):
            try:
                webhook.verify(body, dict(headers.items()))
            except (WebhookVerificationError, ValueError) as error:
                found.append(f"secret {number}: {error}")
        if self.schema:
            try:
                found += [error.message[:200] for error in self.schema.iter_errors(json.loads(body))]
            except ValueError:
                found.append("the body is no JSON")
        identifier = headers.get("webhook-id")
        if self.bodies.setdefault(identifier, body) != body:
            found.append("another body came under this id before")
        return found

    def take(self, path, headers, body):
        """Records a request and returns its answer."""
        with self.lock:
            problems = self.problems(headers, body)
            identifier = headers.get("webhook-id")
            answer = "401" if problems else self.answers[min(len(self.log), len(self.answers) - 1)]
            try:
                content = json.loads(body)
            except ValueError:
                content = None
            self.log.append({
                "at": time.time(),
                "path": path,
                "id": identifier,
                "timestamp": headers.get("webhook-timestamp"),
                "signatures": len(headers.get("webhook-signature", "").split()),
                "attempt": sum(entry["id"] == identifier for entry in self.log) + 1,
                "type": content.get("type") if isinstance(content, dict) else None,
                "body": content,
                "user_agent": headers.get("User-Agent"),
                "problems": problems,
                "answer": answer,
            })
            return answer

    def report(self):
        """All requests, as JSON."""
        with self.lock:
            return json.dumps({"requests": self.log}, indent=1, sort_keys=True)


class Handler(QuietHandler):
    """One connection of a sender."""

    def do_GET(self):
        """Gives the log."""
        found = self.path == "/log"
        self.reply(200 if found else 404, self.server.report().encode() if found else b"")

    def do_POST(self):
        """Takes a webhook and answers it as its turn wants."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        status, _, retry_after = self.server.take(self.path, self.headers, body).partition(":")
        if status == "hang":
            return time.sleep(LIFETIME_SECONDS)
        if status == "drop":
            self.close_connection = True
            return None
        return self.reply(int(status), b"", {"Retry-After": retry_after} if retry_after else {})

    def reply(self, status, body, headers=None):
        """Sends a whole answer."""
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Type", "application/json")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def main():
    """Serves until SIGTERM, or for a limited time."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--secret", action="append", required=True, help="each must verify")
    parser.add_argument("--answers", default="200", help="statuses, hang or drop, divided by commas")
    options = parser.parse_args()
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    receiver = Receiver(options.secret, options.answers.split(","))
    print(receiver.server_address[1], flush=True)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    ended.wait(LIFETIME_SECONDS)
    print(receiver.report(), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
