# SPDX-License-Identifier: Apache-2.0
"""Finds the package under test: the folder that holds operations.json."""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = next(ROOT.glob("*/operations.json")).parent.name
sys.path.insert(0, str(ROOT))


def module(name: str) -> Any:
    """Import a module of the package by its short name."""
    return importlib.import_module(f"{PACKAGE}.{name}")


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    """The contents of operations.json."""
    return module("document").load()


@pytest.fixture(scope="session")
def manifest() -> dict[str, Any]:
    """The contents of manifest.json."""
    return json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture
def anyio_backend() -> str:
    """Run the asynchronous tests on asyncio only."""
    return "asyncio"
