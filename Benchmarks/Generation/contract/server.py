# SPDX-License-Identifier: Apache-2.0
"""A generated server: made by smelt, loaded into this process, and called over MCP."""

import asyncio
import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

from fastmcp import Client

from recorder import Recorded, Recorder

BASE_PATH = "/base/v1"
CALL_SECONDS = 20
GENERATE_SECONDS = 120


class NotGenerated(Exception):
    """No server was made of a document."""


def generate(smelt: str, document: str, folder: Path) -> None:
    """Make a server of a document; one without an address of its API gets one."""
    command = [smelt, "generate", document, "-o", str(folder), "--target", "fastmcp"]
    text = ""
    for extra in ([], ["--base-url", "https://api.example.com"]):
        try:
            done = subprocess.run(
                [*command, *extra],
                capture_output=True,
                text=True,
                timeout=GENERATE_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise NotGenerated(f"smelt took longer than {GENERATE_SECONDS} seconds") from error
        text = (done.stdout + done.stderr).strip()
        if done.returncode == 0:
            return
        if "base-url" not in text:
            break
    raise NotGenerated(text[-300:] or "smelt failed without a message")


class Server:
    """The package of a generated server."""

    def __init__(self, folder: Path, recorder: Recorder) -> None:
        self._recorder = recorder
        self._package = next(folder.glob("*_mcp")).name
        sys.path.insert(0, str(folder))
        try:
            names = ("app", "settings", "document")
            app, settings, document = (
                importlib.import_module(f"{self._package}.{name}") for name in names
            )
        finally:
            sys.path.remove(str(folder))
        self._build, self._read = app.build, settings.read
        self.data: dict[str, Any] = document.load()

    def unload(self) -> None:
        """Forget the package; the next document may have one of the same name."""
        for name in list(sys.modules):
            if name.split(".")[0] == self._package:
                del sys.modules[name]

    def environ(self, schemes: set[str] | None = None) -> dict[str, str]:
        """Make an environment with the credentials of some schemes, or of all."""
        prefix = self.data["environment"]
        environ = {
            f"{prefix}_BASE_URL": f"http://127.0.0.1:{self._recorder.port}{BASE_PATH}",
            f"{prefix}_RETRIES": "0",
        }
        for name, scheme in self.data["schemes"].items():
            if schemes is None or name in schemes:
                for index, variable in enumerate(scheme.get("variables", [])):
                    environ[variable] = f"Sec.ret_{variable}_{index}"
        return environ

    def client(self, environ: dict[str, str]) -> Client:
        """Start the server with an environment."""
        settings = self._read(self.data, environ)
        if settings.problems:
            raise NotGenerated(f"the settings are refused: {settings.problems}")
        return Client(self._build(self.data, settings))

    async def call(
        self, client: Client, tool: str, arguments: dict[str, Any]
    ) -> tuple[list[Recorded], str, bool]:
        """Call a tool: what was sent, what was answered, and whether that is an error."""
        self._recorder.requests.clear()
        try:
            pending = client.call_tool(tool, arguments, raise_on_error=False)
            result = await asyncio.wait_for(pending, CALL_SECONDS)
        except Exception as error:  # noqa: BLE001 - whatever a client raises is a finding
            return list(self._recorder.requests), f"raised {error!r}"[:300], True
        text = " ".join(getattr(part, "text", "") for part in result.content)
        return list(self._recorder.requests), text[:300], result.is_error
