# SPDX-License-Identifier: Apache-2.0
"""An MCP server whose tools are described, as data, in operations.json beside this file."""
