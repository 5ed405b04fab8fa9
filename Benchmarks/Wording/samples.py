# SPDX-License-Identifier: Apache-2.0
"""Reads what the weights of rubrics/wording.yaml are learned from and checked on."""

import collections
import hashlib
import json
import re

FOLDS = 4
# As in AdvertisedText.swift: shorter strings are names and keywords.
SHORTEST = 16
# Files of one server share what stands before the first dot, but for those of these publishers.
PUBLISHERS = ("awslabs", "oracle")


def fold(key):
    """A part of the data that depends on nothing but a name or a text."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS


def lines_of(path):
    # Not splitlines(), which also splits at characters that a text may hold.
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n")


class Samples:
    """Texts by label, and the identifiers that each may speak of by right."""

    def __init__(self):
        self.own = collections.defaultdict(set)
        self.learn = {"poisoned": set(), "clean": set()}
        self.check = collections.defaultdict(list)  # by name: texts that are never learned from
        self.servers = []  # (is from a list, fold, the strings of each tool)

    def add_file(self, path):
        for line in lines_of(path):
            sample = json.loads(line)
            texts = {sample["label"]: sample["text"]}
            if "twin" in sample:
                texts["twin"] = sample["twin"]
            honest = texts.get("twin") or texts.get("clean") or ""
            names = set(re.findall(r"[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+", honest)) | {sample["tool"]}
            for label, text in texts.items():
                self.own[text] |= names
                if path.name.startswith("learn-"):
                    self.learn["poisoned" if label == "poisoned" else "clean"].add(text)
                else:
                    self.check[f"{path.stem} {label}"].append(text)

    def add_data(self, path):
        """The labelled texts of others, of which only some were learned from."""
        for line in lines_of(path):
            sample = json.loads(line)
            source, _, index = sample["source"].partition("#")
            collection, _, part = source.partition("/")
            if collection == "fuzzd" or (
                part in ("adversarial_poisoned", "hard_poisoned", "hard_clean") and int(index) < 16
            ):
                self.learn[sample["label"]].add(sample["text"])
            else:
                self.check[f"{path.stem} rest {sample['label']}"].append(sample["text"])

    def add_servers(self, path):
        """A folder of dumps, or a list of servers with groups of tools."""
        if path.is_dir():
            for file in sorted(path.glob("*.json")):
                tools = json.loads(file.read_text(encoding="utf-8")).get("tools", [])
                self.add_server(False, file.name, tools)
        else:
            for server in json.loads(path.read_text(encoding="utf-8")):
                groups = server["tools"].values()
                tools = [tool for group in groups for tool in group.get("tools", [])]
                self.add_server(True, "lmb-" + server["name"], tools)

    def add_server(self, is_list, name, tools):
        names = {tool["name"] for tool in tools}
        strings = []
        for tool in tools:
            long = [text for text in strings_in(tool) if len(text) >= SHORTEST]
            for text in long:
                self.own[text] |= names | arguments(tool.get("inputSchema") or {})
            strings.append(long)
        family = name if name.startswith(PUBLISHERS) else name.split(".")[0]
        self.servers.append((is_list, fold(family), strings))


def strings_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for element in value.values() if isinstance(value, dict) else value:
            yield from strings_in(element)


def arguments(schema):
    """The names of all properties in a schema."""
    found = set()
    if isinstance(schema, dict):
        properties = schema.get("properties")
        if isinstance(properties, dict):
            found |= set(properties)
            for value in properties.values():
                found |= arguments(value)
        for key, value in schema.items():
            if key != "properties":
                found |= arguments(value)
    elif isinstance(schema, list):
        for value in schema:
            found |= arguments(value)
    return found
