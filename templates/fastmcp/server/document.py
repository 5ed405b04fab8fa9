# SPDX-License-Identifier: Apache-2.0
"""The data this server runs on: operations.json."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FORMAT = 1


@cache
def load() -> dict[str, Any]:
    """Read operations.json once."""
    text = Path(__file__).with_name("operations.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    if document.get("format") != FORMAT:
        raise SystemExit(f"operations.json has format {document.get('format')}, not {FORMAT}.")
    return document
