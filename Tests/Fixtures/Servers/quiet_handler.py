# SPDX-License-Identifier: Apache-2.0
"""What the HTTP servers of tests have in common."""

import http.server


class QuietHandler(http.server.BaseHTTPRequestHandler):
    """A connection that says nothing of its own, also when the other side closes it."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format, *args):
        """Keeps stderr quiet."""

    def handle(self):
        """Serves the connection until either side closes it."""
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True
