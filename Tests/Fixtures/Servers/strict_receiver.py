# SPDX-License-Identifier: Apache-2.0
"""A destination of OTLP metrics that takes nothing doubtful: strict_receiver.py [OPTIONS].

The port is the first line of standard output. A POST to any path that ends in /v1/metrics is
answered by 200 with an empty response, or by 400 (413 when too large) with a google.rpc.Status that
names what is wrong, and then nothing of it is taken. `GET /totals` gives what was taken as JSON;
SIGTERM prints the same and ends.
"""

import argparse
import gzip
import json
import os
import signal
import socketserver
import sys
import threading
import time
import zlib

sys.dont_write_bytecode = True

from google.protobuf.message import DecodeError  # noqa: E402
from google.rpc.code_pb2 import Code  # noqa: E402
from google.rpc.error_details_pb2 import BadRequest  # noqa: E402
from google.rpc.status_pb2 import Status  # noqa: E402
from metrics_ledger import CUMULATIVE, DELTA, Ledger  # noqa: E402
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (  # noqa: E402
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from quiet_handler import QuietHandler  # noqa: E402

PROTOBUF = "application/x-protobuf"
LIFETIME_SECONDS = 600
WIRE_LIMIT = 64 << 20
SHOWN_VIOLATIONS = 100
CODES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    503: "UNAVAILABLE",
}


class Refusal(Exception):
    """Why a request is not taken."""

    def __init__(self, status, *reasons):
        super().__init__(*reasons)
        self.status, self.reasons = status, reasons


class Receiver(socketserver.ThreadingTCPServer):
    """A threaded server on a free port of the loopback address."""

    daemon_threads = True

    def __init__(self, options):
        super().__init__(("127.0.0.1", 0), Handler)
        self.options, self.ledger, self.lock = options, Ledger(options.temporality), threading.Lock()
        self.requests, self.largest, self.answers = 0, 0, {}
        self.violations, self.headers = [], {}

    def totals(self):
        """What came and what was taken, as JSON."""
        with self.lock:
            report = {
                "requests": self.requests,
                "answers": self.answers,
                "largest": self.largest,
                "headers": self.headers,
                "violations": self.violations[:SHOWN_VIOLATIONS],
                **self.ledger.totals(),
            }
        return json.dumps(report, indent=1, sort_keys=True)

    def misbehave(self):
        """The answer that the options want for the request of this number, if any: status, headers."""
        options = self.options
        if options.unauthorized:
            return 401, {"WWW-Authenticate": 'Basic realm="receiver"'}
        if options.redirect:
            return 307, {"Location": options.redirect}
        status, times, *retry_after = (options.fail or "0:0").split(":", 2)
        if self.requests <= int(times):
            return int(status), {"Retry-After": retry_after[0]} if retry_after else {}
        return None

    def post(self, body):
        """Judges and answers a request: status, headers, message; None leaves it without an answer."""
        self.largest = max(self.largest, len(body))
        if len(body) > self.options.limit:
            raise Refusal(413, f"{len(body)} bytes, {self.options.limit} are allowed")
        request = ExportMetricsServiceRequest()
        try:
            request.ParseFromString(body)
        except DecodeError as error:
            raise Refusal(400, f"not a request: {error}") from None
        answer = self.misbehave()
        wrong = self.ledger.post(request, keep=not answer and not self.options.partial)
        if wrong:
            raise Refusal(400, *wrong)
        if answer:
            return *answer, refusal_message(answer[0], ["as the command line wants it"])
        response = ExportMetricsServiceResponse()
        if self.options.partial:
            response.partial_success.rejected_data_points = self.options.partial
            response.partial_success.error_message = "some points were refused"
        return None if self.requests <= self.options.hang else (200, {}, response)


def refusal_message(status, reasons):
    """The body of an answer that is no success."""
    message = Status(code=Code.Value(CODES.get(status, "UNKNOWN")), message="; ".join(reasons)[:4000])
    if status == 400:
        fields = [BadRequest.FieldViolation(description=reason) for reason in reasons[:20]]
        message.details.add().Pack(BadRequest(field_violations=fields))
    return message


class Handler(QuietHandler):
    """One connection of a sender."""

    def do_GET(self):
        """Gives the totals."""
        found = self.path == "/totals"
        body = self.server.totals().encode() if found else b""
        self.reply(200 if found else 404, {}, body, "application/json")

    def do_POST(self):
        """Takes metrics."""
        server = self.server
        sent = self.read_body()
        with server.lock:
            server.requests += 1
            server.headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                answer = server.post(self.inflated(sent))
            except Refusal as refusal:
                server.violations += refusal.reasons
                answer = refusal.status, {}, refusal_message(refusal.status, refusal.reasons)
            outcome = str(answer[0]) if answer else "none"
            server.answers[outcome] = server.answers.get(outcome, 0) + 1
        if answer:
            status, headers, message = answer
            return self.reply(status, headers, message.SerializeToString(), PROTOBUF)
        time.sleep(LIFETIME_SECONDS)

    def read_body(self):
        """The body as it was sent, with a length or in chunks."""
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(min(int(self.headers.get("Content-Length", "0")), WIRE_LIMIT))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return body

    def inflated(self, body):
        """The body without its compression, after the headers were checked."""
        if not self.path.endswith("/v1/metrics"):
            raise Refusal(404, f"no such path: {self.path}")
        if self.headers.get("Content-Type") != PROTOBUF:
            raise Refusal(400, f"Content-Type is {self.headers.get('Content-Type')}")
        encoding = self.headers.get("Content-Encoding", "identity")
        if encoding not in ("gzip", "identity"):
            raise Refusal(400, f"Content-Encoding is {encoding}")
        try:
            return gzip.decompress(body) if encoding == "gzip" else body
        except (OSError, EOFError, zlib.error) as error:
            raise Refusal(400, f"not gzip: {error}") from None

    def reply(self, status, headers, body, content_type):
        """Sends a whole answer."""
        self.send_response(status)
        for name, value in {**headers, "Content-Type": content_type, "Content-Length": len(body)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)


def read_options():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--limit", type=int, default=500_000, help="bytes of a request without compression")
    parser.add_argument("--temporality", choices=["delta", "cumulative"], help="take no other")
    parser.add_argument("--fail", metavar="STATUS:TIMES[:RETRY_AFTER]", help="answer the first requests so")
    parser.add_argument("--partial", type=int, nargs="?", const=1, default=0, metavar="POINTS",
                        help="answer 200 with that many points refused, and take nothing")
    parser.add_argument("--hang", type=int, default=0, metavar="TIMES",
                        help="take the first requests, but do not answer them")
    parser.add_argument("--redirect", metavar="URL", help="answer 307")
    parser.add_argument("--unauthorized", action="store_true", help="answer 401")
    options = parser.parse_args()
    options.temporality = {"delta": DELTA, "cumulative": CUMULATIVE}.get(options.temporality)
    return options


def main():
    """Serves until SIGTERM, or for a limited time."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    receiver = Receiver(read_options())
    print(receiver.server_address[1], flush=True)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    ended.wait(LIFETIME_SECONDS)
    print(receiver.totals(), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
