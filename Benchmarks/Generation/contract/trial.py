# SPDX-License-Identifier: Apache-2.0
"""The trial of one document: valid and invalid calls of its tools, and what came of them."""

import json
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from fastmcp import Client

from comparison import Alternative, Comparison, credentials
from decoding import Mismatch
from document import Contract, Document, key
from recorder import Recorded
from schemas import Unsatisfiable, is_valid
from server import BASE_PATH, Server
from synthesis import REQUIRED, VARIANTS, Variant, arguments, invalid_arguments

MOST_INVALID = 14  # for each tool
MOST_ALTERNATIVES = 6  # calls for each document, to see each alternative of security used
MOST_WITHOUT_CREDENTIALS = 4
UNSYNTHESISED = (Unsatisfiable, RecursionError)


@dataclass
class Cause:
    """A reason, how often it was found, and the first few details."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, example: str) -> None:
        """Count one more."""
        self.count += 1
        if len(self.examples) < 3:
            self.examples.append(example)


@dataclass
class Sums:
    """What is counted for a document."""

    tools: int = 0
    operations: int = 0
    operations_matched: int = 0
    calls: int = 0
    matched: int = 0
    invalid: int = 0
    leaked: int = 0  # sent, although the document forbids it
    forbidden: int = 0  # those of them that inputSchema forbids, too
    uncredentialed: int = 0
    uncredentialed_sent: int = 0
    unsynthesised: int = 0
    unread: int = 0
    causes: dict[str, Cause] = field(default_factory=dict)

    def note(self, cause: str, example: str) -> None:
        """Keep a mismatch, or another observation, under its cause."""
        self.causes.setdefault(cause, Cause()).add(example)

    def add(self, other: "Sums") -> None:
        """Add the figures of another document."""
        for name, value in vars(other).items():
            if isinstance(value, int):
                setattr(self, name, getattr(self, name) + value)


class Operation:
    """A tool, with the contract of its operation in the document."""

    def __init__(self, data: dict[str, Any], contract: Contract) -> None:
        self.tool: dict[str, Any] = data["tool"]
        self.request: dict[str, Any] = data["request"]
        self.contract = contract
        self.name = f"{self.request['method']} {self.request['path']}"
        self.schema: dict[str, Any] = self.tool["inputSchema"]
        self.parameters = {
            one["argument"]: key(one["in"], one["name"])
            for one in self.request.get("parameters", [])
        }
        body = self.request.get("body") or {}
        is_form = "form" in body.get("contentType", "")
        names = [one["argument"] for one in [*body.get("fields", []), body] if "argument" in one]
        self.places = dict.fromkeys(names, "form" if is_form else "body")
        self.places |= {name: place for name, (place, _) in self.parameters.items()}

    def arguments(self, variant: Variant, seed: int) -> dict[str, Any]:
        """Make valid arguments."""
        return arguments(self.schema, self.places, variant, seed)

    def schemas(self, document: Document) -> dict[str, Any]:
        """Find the document's own schema of each argument, where it has one."""
        found = {
            name: self.contract.parameters[place].schema
            for name, place in self.parameters.items()
            if place in self.contract.parameters
        }
        body = self.request.get("body") or {}
        content = (self.contract.body or {}).get(body.get("contentType", ""))
        if content is None:
            return found
        if "argument" in body:
            found[body["argument"]] = content.schema
        for one in body.get("fields", []):
            # A file is an argument of its own form, which the document does not know.
            if not (body.get("encoding") or {}).get(one["name"], {}).get("binary"):
                found[one["argument"]] = document.schemas.member(content.schema, one["name"])
        return {name: schema for name, schema in found.items() if schema}


class Trial:
    """Calls the tools of one server and counts what came of it."""

    def __init__(self, document: Document, server: Server, tools: int, seed: int) -> None:
        self.sums = Sums()
        self._document = document
        self._server = server
        self._seed = seed
        self._environ = server.environ()
        self._operations = self._choose(tools)

    def _choose(self, tools: int) -> list[Operation]:
        known, chosen = self._document.operations(), []
        every = list(self._server.data["operations"])
        self.sums.tools = len(every)
        random.Random(self._seed).shuffle(every)
        for data in every[:tools]:
            name = f"{data['request']['method']} {data['request']['path']}"
            try:
                contract = self._document.contract(*known[name])
            except (KeyError, OSError, ValueError, IndexError) as error:
                self.sums.unread += 1
                self.sums.note("operation cannot be read in the document", f"{name} {error!r}")
                continue
            chosen.append(Operation(data, contract))
        return chosen

    async def run(self) -> Sums:
        """Make all the calls."""
        async with self._server.client(self._environ) as client:
            for operation in self._operations:
                wires = self._wires(operation, self._environ)
                self._check_arguments(operation, wires)
                await self._call_validly(client, operation, wires)
                if not wires or any(one is not None for one in wires):
                    await self._call_invalidly(client, operation)
        await self._call_alternatives()
        await self._call_without_credentials()
        return self.sums

    def _wires(self, operation: Operation, environ: dict[str, str]) -> list[Alternative | None]:
        return [self._wire(names, environ) for names in operation.contract.security]

    def _wire(self, names: Iterable[str], environ: dict[str, str]) -> Alternative | None:
        return credentials(self._document, names, self._server.data["schemes"], environ)

    def _check_arguments(self, operation: Operation, wires: list[Alternative | None]) -> None:
        """Note which parameters no argument stands for; a call alone would not show them."""
        taken = set(operation.parameters.values())
        taken |= {key(one.place, one.name) for wire in wires for one in wire or []}
        for place, parameter in operation.contract.parameters.items():
            unused = place[0] == "path" and f"{{{place[1]}}}" not in operation.contract.path
            if place not in taken and not unused:
                self.sums.note(
                    "observed: parameter without an argument", f"{operation.name} {place}"
                )
            names = [name for name, other in operation.parameters.items() if other == place]
            required = operation.schema.get("required", [])
            if any((name in required) != parameter.required for name in names):
                self.sums.note("observed: required is not the same", f"{operation.name} {place}")

        body = operation.request.get("body") or {}
        content = operation.contract.content(body.get("contentType", ""))
        if content and "fields" in body:
            known = self._document.schemas.members(content.schema)
            lost = sorted(known - {one["name"] for one in body["fields"]})
            if lost:  # readOnly members, too, which rightly have no argument
                self.sums.note(
                    "observed: body member without an argument", f"{operation.name} {lost}"
                )

    async def _call_validly(
        self, client: Client, operation: Operation, wires: list[Alternative | None]
    ) -> None:
        seen: set[str] = set()
        matched = 0
        for number, variant in enumerate(VARIANTS):
            try:
                made = operation.arguments(variant, self._seed + number)
            except UNSYNTHESISED:
                self.sums.unsynthesised += 1
                continue
            text = json.dumps(made, sort_keys=True)
            if text not in seen:
                seen.add(text)
                matched += await self._call(client, operation, made, wires)
        self.sums.operations += bool(seen)
        self.sums.operations_matched += bool(seen) and matched == len(seen)

    async def _call(
        self,
        client: Client,
        operation: Operation,
        made: dict[str, Any],
        wires: list[Alternative | None],
    ) -> bool:
        """Make a valid call and count whether its one request matches."""
        sent, text, is_error = await self._server.call(client, operation.tool["name"], made)
        self.sums.calls += 1
        wrong: list[Mismatch] = []
        details = f"arguments {json.dumps(made, ensure_ascii=False)[:200]}, answer {text}"
        if wires and all(one is None for one in wires):
            # No scheme that is supported: the right answer is to send nothing.
            wrong = [("sent without a usable scheme", details)] if sent else []
        elif len(sent) != 1:
            reason = re.sub(r"'[^']*'", "*", text)[:90] if not sent else f"{len(sent)} requests"
            wrong = [(f"valid call refused: {reason}", details)]
        else:
            wrong = self._compare(operation, sent[0], made, wires)
            if is_error:
                self.sums.note("observed: error although it was sent", details)
        for cause, example in wrong:
            self.sums.note(cause, f"{operation.name} {example}")
        self.sums.matched += not wrong
        return not wrong

    def _compare(
        self,
        operation: Operation,
        recorded: Recorded,
        made: dict[str, Any],
        wires: list[Alternative | None],
    ) -> list[Mismatch]:
        try:
            comparison = Comparison(operation.contract, operation.request, recorded)
            return comparison.run(made, BASE_PATH, wires, self._document.schemas)
        except ValueError as error:  # UnicodeDecodeError is one, too
            return [("request that cannot be decoded", f"{recorded.target[:100]} {error}")]

    async def _call_invalidly(self, client: Client, operation: Operation) -> None:
        for variant in (Variant(), REQUIRED):
            try:
                good = operation.arguments(variant, self._seed + 1)
                break
            except UNSYNTHESISED:
                continue
        else:
            return
        schemas = operation.schemas(self._document)
        wrong = invalid_arguments(operation.tool, good, schemas, self._document.schemas)
        random.Random(self._seed).shuffle(wrong)
        for reason, name, made in wrong[:MOST_INVALID]:
            self.sums.invalid += 1
            sent, text, is_error = await self._server.call(client, operation.tool["name"], made)
            example = f"{operation.name} {name}={json.dumps(made.get(name))[:80]}"
            if sent:
                self.sums.leaked += 1
                forbidden = not is_valid(operation.schema, made)
                self.sums.forbidden += forbidden
                why = "inputSchema forbids it" if forbidden else "inputSchema allows it"
                self.sums.note(f"leaked: {reason}, {why}", example)
            elif not is_error:
                self.sums.note("observed: nothing sent, and no error", f"{example} {text}")

    async def _call_alternatives(self) -> None:
        """Give the credentials of one alternative only, which has to be used then."""
        count = 0
        for operation in self._operations:
            alternatives = operation.contract.security
            if len(alternatives) < 2 or count >= MOST_ALTERNATIVES:
                continue
            for names in alternatives[:3]:
                environ = self._server.environ(set(names))
                wire, made = self._wire(names, environ), self._required(operation)
                if wire is None or made is None:
                    continue
                count += 1
                async with self._server.client(environ) as client:
                    await self._call(client, operation, made, [wire])

    async def _call_without_credentials(self) -> None:
        asking = [one for one in self._operations if one.contract.security]
        asking = [one for one in asking if {} not in one.contract.security]
        for operation in asking[:MOST_WITHOUT_CREDENTIALS]:
            made = self._required(operation)
            if made is None:
                continue
            async with self._server.client(self._server.environ(set())) as client:
                sent, _, _ = await self._server.call(client, operation.tool["name"], made)
            self.sums.uncredentialed += 1
            if sent:
                self.sums.uncredentialed_sent += 1
                self.sums.note("leaked: sent without credentials", operation.name)

    def _required(self, operation: Operation) -> dict[str, Any] | None:
        try:
            return operation.arguments(REQUIRED, self._seed + 1)
        except UNSYNTHESISED:
            return None
