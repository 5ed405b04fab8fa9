# SPDX-License-Identifier: Apache-2.0
"""A recorded request, compared with the contract and the arguments it was made of."""

import base64
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bodies import match_body
from decoding import (
    Mismatch,
    Pairs,
    decode,
    expand,
    match_header,
    match_pairs,
    normalised,
    split_pairs,
    take,
)
from document import METHODS_WITHOUT_BODY, Contract, Document, Key, Parameter, key
from recorder import Recorded
from schemas import Schemas

PATH_CHARACTERS = r"A-Za-z0-9\-._~!$&'()*+,;=:@/%"
LEGAL_TARGET = re.compile(rf"/[{PATH_CHARACTERS}]*(\?[{PATH_CHARACTERS}?\[\]]*)?")
SAFE_IN_PATH = "/:@!$&'()*+,;=%"
# Headers of the connection: the client sets them, whatever a document says.
FRAMING = {
    *("cookie", "content-length", "host", "connection", "accept-encoding"),
    *("transfer-encoding", "user-agent"),
}
USUAL_HEADERS = FRAMING | {"accept", "content-type", "traceparent", "tracestate", "authorization"}


@dataclass(frozen=True)
class Credential:
    """What a security scheme puts into a request."""

    place: str
    name: str
    text: str


Alternative = list[Credential]


def credentials(
    document: Document, names: Any, schemes: dict[str, Any], environ: dict[str, str]
) -> Alternative | None:
    """List what one alternative puts into a request, or None where it cannot be used."""
    found: dict[Key, Credential] = {}
    for name in names:
        variables = schemes.get(name, {}).get("variables", [])
        values = [environ.get(variable, "") for variable in variables]
        credential = _credential(document.scheme(name) or {}, [*values, "", ""])
        if credential is None:
            return None
        place = key(credential.place, credential.name)
        if found.setdefault(place, credential) != credential:
            return None  # two values for one header
    return list(found.values())


def _credential(scheme: dict[str, Any], values: list[str]) -> Credential | None:
    kind, name = scheme.get("type"), str(scheme.get("scheme", "")).lower()
    if kind == "apiKey":
        return Credential(scheme["in"], scheme["name"], values[0])
    if kind == "http" and name == "basic":
        text = base64.b64encode(f"{values[0]}:{values[1]}".encode()).decode()
        return Credential("header", "Authorization", f"Basic {text}")
    if kind == "http" and name == "bearer" or kind in ("oauth2", "openIdConnect"):
        return Credential("header", "Authorization", f"Bearer {values[0]}")
    return None


class Comparison:
    """Takes from a request what it should have; what is wrong or left over is a mismatch."""

    def __init__(self, contract: Contract, request: dict[str, Any], recorded: Recorded) -> None:
        self.mismatches: list[Mismatch] = []
        self._contract = contract
        self._request = request
        self._recorded = recorded
        self._path, _, self._query = recorded.target.partition("?")
        self._pairs: Pairs = split_pairs(self._query)
        self._headers: dict[str, list[str]] = defaultdict(list)
        for name, value in recorded.headers:
            self._headers[name.lower()].append(value)
        cookies = [one.partition("=") for one in "; ".join(self._headers["cookie"]).split("; ")]
        self._cookies: Pairs = [(name, value) for name, _, value in cookies if name]
        self._credentials: set[Key] = set()

    def run(
        self,
        arguments: dict[str, Any],
        base: str,
        alternatives: list[Alternative | None],
        schemas: Schemas,
    ) -> list[Mismatch]:
        """Compare all the parts of the request."""
        values = {
            key(one["in"], one["name"]): arguments[one["argument"]]
            for one in self._request.get("parameters", [])
            if one["argument"] in arguments
        }
        self._compare_target(values, base)
        self._compare_credentials(alternatives)
        for place, parameter in self._contract.parameters.items():
            if place not in self._credentials:
                self._compare_parameter(place, parameter, values.get(place))
                self._check_presence(place, parameter, values)
        self._compare_rest()
        self._compare_body(arguments, schemas)
        return self.mismatches

    def _wrong(self, cause: str, details: object = "") -> None:
        self.mismatches.append((cause, str(details)[:300]))

    def _compare_target(self, values: dict[Key, Any], base: str) -> None:
        target = self._recorded.target
        if self._recorded.method != self._contract.method:
            self._wrong("method", self._recorded.method)
        if not LEGAL_TARGET.fullmatch(target) or re.search(r"%(?![0-9A-Fa-f]{2})", target):
            self._wrong("target is not legal by RFC 3986", target)
        reserved = any(one.reserved for one in self._contract.parameters.values())
        if "+" in self._query and not reserved:
            self._wrong("plus sign in the query", self._query)  # many servers read a space
        template, _, literal = self._contract.path.partition("?")
        expected = self._expected_path(template, values)
        expected = base.rstrip("/") + ("" if expected.startswith("/") else "/") + expected
        if normalised(self._path) != normalised(expected):
            self._wrong("path", f"{self._path}, expected {expected}")
        for pair in split_pairs(literal):
            if pair in self._pairs:
                self._pairs.remove(pair)
            else:
                self._wrong("query in the path", f"{pair} is not in {self._query}")

    def _expected_path(self, template: str, values: dict[Key, Any]) -> str:
        text = ""
        for index, piece in enumerate(re.split(r"\{([^{}]+)\}", template)):
            if index % 2 == 0:
                text += quote(piece, safe=SAFE_IN_PATH)
                continue
            place = ("path", piece)
            if values.get(place) is None:
                self._wrong("path argument missing", piece)
                continue
            undeclared = Parameter(piece, "path", "simple", False)
            parameter = self._contract.parameters.get(place, undeclared)
            text += expand(parameter, values[place])
        return text

    def _compare_credentials(self, alternatives: list[Alternative | None]) -> None:
        """Find the largest alternative that is there as a whole."""
        usable = [one for one in alternatives if one is not None]
        for alternative in sorted(usable, key=len, reverse=True):
            if all(self._has(one) for one in alternative):
                break
        else:
            alternative = []
            if alternatives:
                self._wrong("credentials", f"none of {len(alternatives)} alternatives was sent")
        # A parameter may be what a scheme sends, too; it is the scheme's then.
        every = [one for other in usable for one in other]
        self._credentials = {key(one.place, one.name) for one in alternative}
        for credential in alternative:
            if credential.place == "query":
                _, self._pairs = take(self._pairs, credential.name)
            elif credential.place == "cookie":
                _, self._cookies = take(self._cookies, credential.name)
        if self._headers["authorization"] and ("header", "authorization") not in self._credentials:
            self._wrong("credential that was not asked for")
        places = (key(one.place, one.name) for one in every)
        self._credentials |= {place for place in places if place[0] in ("query", "cookie")}

    def _has(self, credential: Credential) -> bool:
        if credential.place == "header":
            return self._headers[credential.name.lower()] == [credential.text]
        if credential.place == "query":
            found, _ = take(self._pairs, credential.name)
            return [decode(one) for one in found] == [credential.text]
        found, _ = take(self._cookies, credential.name)
        return found == [credential.text]

    def _compare_parameter(self, place: Key, parameter: Parameter, value: Any) -> None:
        if place[0] == "query":
            wrong, self._pairs = match_pairs(parameter, value, self._pairs, "query")
            self.mismatches += wrong
        elif place[0] == "cookie":
            if parameter.media_type is not None:
                # How other media types are escaped in a cookie is not defined.
                _, self._cookies = take(self._cookies, parameter.name)
                return
            wrong, self._cookies = match_pairs(parameter, value, self._cookies, "cookie")
            self.mismatches += wrong
        elif place[0] == "header":
            found = self._headers[place[1]]
            if place[1] not in FRAMING:
                self.mismatches += match_header(parameter, value, found)
            elif len(found) > 1:
                self._wrong("header twice", f"{place[1]}: {found}")

    def _check_presence(self, place: Key, parameter: Parameter, values: dict[Key, Any]) -> None:
        """Find required parameters that the tool has no argument for."""
        if not parameter.required or place in values or place[0] == "path":
            return  # those of the path are looked for in its template
        if place[0] != "header" or place[1] not in FRAMING:
            self._wrong("required parameter missing", place)

    def _compare_rest(self) -> None:
        if self._pairs:
            self._wrong("query extra", self._pairs)
        if self._cookies and ("header", "cookie") not in self._contract.parameters:
            self._wrong("cookie extra", self._cookies)
        if len(self._headers["cookie"]) > 1:
            self._wrong("two Cookie headers")
        declared = {name for place, name in self._contract.parameters if place == "header"}
        declared |= {name for place, name in self._credentials if place == "header"}
        extra = [name for name, found in self._headers.items() if found]
        extra = [name for name in extra if name not in USUAL_HEADERS | declared]
        if extra:
            self._wrong("header extra", extra)

    def _compare_body(self, arguments: dict[str, Any], schemas: Schemas) -> None:
        body, required = self._request.get("body"), self._contract.body_required
        given, value = False, None
        if body and "argument" in body:
            given, value = body["argument"] in arguments, arguments.get(body["argument"])
        elif body:
            fields = [one for one in body.get("fields", []) if one["argument"] in arguments]
            value = {one["name"]: arguments[one["argument"]] for one in fields}
            given = bool(value) or required
            self._check_members(value, body["contentType"], schemas)
        if given:
            self.mismatches += match_body(self._contract, value, self._recorded, schemas)
            return
        if self._recorded.body:
            self._wrong("body where none was given", self._recorded.body[:80])
        # A body of GET, HEAD, DELETE… has no defined meaning; leaving it out is no mismatch.
        if required and self._contract.method.lower() not in METHODS_WITHOUT_BODY:
            self._wrong("required body missing")

    def _check_members(self, value: dict[str, Any], media_type: str, schemas: Schemas) -> None:
        """Check that the document knows the members, whose names the generator wrote down."""
        content = self._contract.content(media_type)
        known = schemas.members(content.schema) if content else set()
        unknown = sorted(set(value) - known)
        if unknown:
            self._wrong("body member is not in the document", unknown)
