# SPDX-License-Identifier: Apache-2.0
"""Settings: everything that this server reads from its environment."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from .credentials import MissingCredentials, choose

_ABSOLUTE = re.compile(r"https?://[^\s/?#@{}]+(?:[/?#][^\s{}]*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Settings:
    """The values in force, and what is wrong with them."""

    environ: Mapping[str, str]
    base_urls: list[str]
    user_agent: str = "mcp-server"
    timeout: float = 30.0
    max_response_bytes: int = 1_048_576
    retries: int = 2
    max_concurrency: int = 10
    transport: str = "stdio"
    host: str = "127.0.0.1"
    port: int = 8000
    allowed_hosts: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read(document: dict[str, Any], environ: Mapping[str, str]) -> Settings:
    """Read the settings of a document; problems are collected, not raised."""
    prefix = document["environment"]
    problems: list[str] = []

    def number(name: str, default: float, least: float, kind: Callable[[str], Any]) -> Any:
        variable = f"{prefix}_{name}"
        text = environ.get(variable, "").strip()
        try:
            value = kind(text) if text else default
        except ValueError:
            value = None
        if value is None or not least <= value < float("inf"):
            problems.append(f"{variable} must be a number of at least {least}, not {text!r}.")
            return default
        return value

    transport = environ.get(f"{prefix}_TRANSPORT", "").strip() or document.get("transport", "stdio")
    if transport not in ("stdio", "http"):
        problems.append(f"{prefix}_TRANSPORT must be stdio or http, not {transport!r}.")
    return Settings(
        environ=environ,
        base_urls=_base_urls(document, environ, problems),
        user_agent=_user_agent(document["server"]),
        timeout=number("TIMEOUT", 30.0, 0.001, float),
        max_response_bytes=number("MAX_RESPONSE_BYTES", 1_048_576, 1, int),
        retries=number("RETRIES", 2, 0, int),
        max_concurrency=number("MAX_CONCURRENCY", 10, 1, int),
        transport=transport,
        host=environ.get(f"{prefix}_HOST", "").strip() or "127.0.0.1",
        port=number("PORT", 8000, 0, int),
        allowed_hosts=environ.get(f"{prefix}_ALLOWED_HOSTS", "").replace(",", " ").split(),
        problems=problems,
    )


def _user_agent(server: dict[str, Any]) -> str:
    """Name this server to the API; some refuse requests without a name."""
    version = re.sub(r"[^A-Za-z0-9.+_-]", "-", server["version"])
    return f"{server['name']}/{version}"


def _base_urls(
    document: dict[str, Any], environ: Mapping[str, str], problems: list[str]
) -> list[str]:
    """Work out the address of each server entry; only those in use can be wrong."""
    variable = f"{document['environment']}_BASE_URL"
    override = environ.get(variable, "").strip()
    used = {operation["request"]["server"] for operation in document["operations"]}
    if override:
        if not _is_absolute(override):
            problems.append(f"{variable} must be an absolute http or https address.")
        return [override] * len(document["servers"])
    addresses = []
    for index, server in enumerate(document["servers"]):
        found: list[str] = []
        address = _fill(server, environ, found)
        if not found and not _is_absolute(address):
            found.append(
                f"Set {variable} to the absolute address of the API: "
                f"the description only says {address!r}."
            )
        if index in used:
            problems += [problem for problem in found if problem not in problems]
        addresses.append(address)
    return addresses


def _is_absolute(address: str) -> bool:
    """Whether an address is complete: no variable is left open and its port is a number."""
    try:
        return _ABSOLUTE.fullmatch(address) is not None and urlsplit(address).port != 0
    except ValueError:
        return False


def _fill(server: dict[str, Any], environ: Mapping[str, str], problems: list[str]) -> str:
    address: str = server["url"]
    for name, rule in (server.get("variables") or {}).items():
        value = environ.get(rule["variable"], "").strip() or rule["default"]
        allowed = rule.get("values")
        if allowed and value not in allowed:
            problems.append(f"{rule['variable']} must be one of {', '.join(allowed)}.")
        address = address.replace("{" + name + "}", value)
    return address


def warnings(document: dict[str, Any], environ: Mapping[str, str]) -> list[str]:
    """Say which credentials are missing; the tools that need none still work."""
    found: dict[str, int] = {}
    for operation in document["operations"]:
        try:
            choose(operation["request"]["security"], document["schemes"], environ)
        except MissingCredentials as error:
            found[str(error)] = found.get(str(error), 0) + 1
        except ValueError as error:
            found[str(error)] = found.get(str(error), 0) + 1
    return [f"{text} (needed by {count} tools)" for text, count in found.items()]
