# SPDX-License-Identifier: Apache-2.0
"""Credentials: which security alternative to use, and where it goes in a request."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .text import cookie_value, header_value, token

Pairs = list[tuple[str, str]]


class MissingCredentials(Exception):
    """No alternative has all of its variables set; the message names them."""


@dataclass
class Credential:
    """What to add to a request, and the variables it came from."""

    headers: Pairs = field(default_factory=list)
    query: Pairs = field(default_factory=list)
    cookies: Pairs = field(default_factory=list)
    variables: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)

    def hide(self, text: str) -> str:
        """Blank the secrets out of a text, for answers that repeat them."""
        for secret in self.secrets:
            # Shorter ones would blank out ordinary words.
            if len(secret) >= 6:
                text = text.replace(secret, "[hidden]")
        return text


def choose(
    security: list[list[str]], schemes: dict[str, Any], environ: Mapping[str, str]
) -> Credential:
    """Make the credential of the first alternative that is set up, else an anonymous one."""
    for names in security:
        if names and all(_ready(schemes.get(name), environ) for name in names):
            credential = Credential()
            for name in names:
                _add(credential, schemes[name], environ)
            return credential
    if not security or [] in security:
        return Credential()
    raise MissingCredentials(_advice(security, schemes))


def _ready(scheme: dict[str, Any] | None, environ: Mapping[str, str]) -> bool:
    if scheme is None or scheme["kind"] == "unsupported":
        return False
    # The password of a basic login may be empty, its user name may not.
    needed = scheme["variables"][:1] if scheme["kind"] == "basic" else scheme["variables"]
    return all(environ.get(name, "").strip() for name in needed)


def _add(credential: Credential, scheme: dict[str, Any], environ: Mapping[str, str]) -> None:
    variables = scheme["variables"]
    values = [environ.get(name, "") for name in variables]
    credential.variables += variables
    if scheme["kind"] == "basic":
        text = ":".join(values)
        encoded = base64.b64encode(text.encode()).decode()
        credential.headers.append(("Authorization", f"Basic {encoded}"))
        credential.secrets += [encoded, values[-1]]
        return
    secret = values[0].strip()
    what = f"The variable {variables[0]}"
    credential.secrets.append(secret)
    if scheme["kind"] == "bearer":
        credential.headers.append(("Authorization", f"Bearer {header_value(secret, what)}"))
    elif scheme["in"] == "header":
        credential.headers.append((token(scheme["name"], what), header_value(secret, what)))
    elif scheme["in"] == "query":
        credential.query.append((scheme["name"], secret))
    else:
        credential.cookies.append((token(scheme["name"], what), cookie_value(secret, what)))


def _advice(security: list[list[str]], schemes: dict[str, Any]) -> str:
    """Say which variables would help, or why none can."""
    choices, reasons = [], []
    for names in security:
        unusable = [schemes.get(name, {"kind": "unsupported"}) for name in names]
        unusable = [scheme for scheme in unusable if scheme["kind"] == "unsupported"]
        if unusable:
            reasons += [scheme.get("reason", "unknown scheme") for scheme in unusable]
        else:
            choices.append(
                " and ".join(name for key in names for name in schemes[key]["variables"])
            )
    if not choices:
        return f"This tool cannot be used with this server: {'; '.join(reasons)}."
    return (
        "Credentials are missing. Ask the person who runs this server to set "
        f"{', or '.join(dict.fromkeys(choices))} in its environment."
    )
