// SPDX-License-Identifier: Apache-2.0

internal import Scoring

/// The page that a generated project begins with.
enum ServerReadme {
    static func text(_ blueprint: ServerBlueprint) -> String {
        let identity = blueprint.identity
        return """
            # \(MarkdownText.plain(identity.title))

            An MCP server with \(blueprint.tools.count) tools, made by Smelt from the API's own \
            description. The code is the same for every API; what is particular to this one is data, \
            in `\(blueprint.options.target == .fastmcp ? identity.package + "/" : "")operations.json`.

            ## Start

            \(start(blueprint))

            ## Settings

            \(settings(blueprint))

            ## Tools

            | tool | request |
            | --- | --- |
            \(tools(blueprint))

            ## Files

            - `manifest.json`: the tools as clients see them.
            - `generation.json`: what was made of what, what was left out and why, what was mended.
            - `report.json`, `report.md`: the report card of these tools.

            The code is under the Apache License 2.0, see `LICENSE`; the texts of the tools are those of
            the API's description.

            """
    }

    private static func start(_ blueprint: ServerBlueprint) -> String {
        let identity = blueprint.identity
        switch blueprint.options.target {
        case .fastmcp:
            return """
                    python3 -m venv .venv
                    .venv/bin/pip install --require-hashes -r requirements.txt
                    .venv/bin/python -m \(identity.package)

                speaks MCP over \(first(blueprint)). \(other(blueprint)) `--check` says whether the
                settings are right, `--list` prints the tools. The tests:

                    .venv/bin/pip install --require-hashes -r requirements-dev.txt
                    .venv/bin/python -m pytest

                In a container: `docker build -t \(identity.name) . && docker run -i --rm \(identity.name)`.
                """
        case .typescript:
            return """
                    npm install
                    npm run build
                    npm start

                speaks MCP over \(first(blueprint)). \(other(blueprint)) `--check` says whether the
                settings are right, `--list` prints the tools. `npm test` runs the tests.

                In a container: `docker build -t \(identity.name) . && docker run -i --rm \(identity.name)`.
                """
        }
    }

    private static func first(_ blueprint: ServerBlueprint) -> String {
        blueprint.options.transport == .stdio
            ? "stdio" : "streamable HTTP, at http://127.0.0.1:8000/mcp"
    }

    private static func other(_ blueprint: ServerBlueprint) -> String {
        blueprint.options.transport == .stdio
            ? "With `--http` it listens at http://127.0.0.1:8000/mcp (`--host`, `--port`)."
            : "With `--stdio` it speaks over stdio; `--host` and `--port` say where else to listen."
    }

    private static func settings(_ blueprint: ServerBlueprint) -> String {
        let prefix = blueprint.identity.environment
        var rows = [(String, String)]()
        for (variable, purpose) in blueprint.credentials {
            rows.append((variable, MarkdownText.plain(purpose)))
        }
        for address in blueprint.variables { rows.append(address) }
        rows += [
            (prefix + "_BASE_URL", "where the API is, instead of the description's address"),
            (prefix + "_TIMEOUT", "seconds for one attempt; 30"),
            (prefix + "_RETRIES", "attempts after the first, where repeating is harmless; 2"),
            (prefix + "_MAX_RESPONSE_BYTES", "the longest answer that is read; 1048576"),
            (prefix + "_MAX_CONCURRENCY", "requests at the same time; 10"),
            (
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "where spans of calls are sent, such as a `smelt serve`; none when absent"
            ),
        ]
        let table = rows.map { "| `\($0.0)` | \($0.1) |" }.joined(separator: "\n")
        return "| variable | meaning |\n| --- | --- |\n" + table
    }

    private static func tools(_ blueprint: ServerBlueprint) -> String {
        blueprint.tools.map {
            "| `\($0.name)` | \(MarkdownText.plain($0.operation.name)) |"
        }.joined(separator: "\n")
    }
}
