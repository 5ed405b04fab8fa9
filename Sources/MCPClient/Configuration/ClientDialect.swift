// SPDX-License-Identifier: Apache-2.0

/// Where one family of clients keeps its servers in a file, and what it calls their parts.
struct ClientDialect {
    /// The keys that lead to the servers from the root; `*` stands for any key.
    let path: [String]
    /// Who writes files like this.
    let clients: String
    /// The key of the variables.
    var environment = "env"
    /// Keys beside the servers that are none.
    var reserved: Set<String> = []

    /// The keys of an address, in the order of preference.
    static let addressKeys = ["url", "httpUrl", "serverUrl"]
    /// The values of `type` and `transport` that mean a process.
    static let processTypes: Set<String> = ["stdio", "local"]
    /// The values that mean HTTP as it is spoken today.
    static let httpTypes: Set<String> = [
        "http", "streamable-http", "streamable_http", "streamableHttp", "remote",
    ]

    /// All families known, the more special path first.
    static let all = [
        ClientDialect(
            path: ["mcpServers"],
            clients: "Claude Desktop, Claude Code, Cursor, Windsurf, Gemini CLI, Cline, Junie, Kiro"
        ),
        ClientDialect(path: ["projects", "*", "mcpServers"], clients: "Claude Code, by project"),
        ClientDialect(path: ["servers"], clients: "VS Code"),
        ClientDialect(path: ["mcp", "servers"], clients: "VS Code, older settings"),
        ClientDialect(path: ["context_servers"], clients: "Zed"),
        ClientDialect(path: ["amp.mcpServers"], clients: "Amp"),
        ClientDialect(
            path: ["mcp"], clients: "opencode", environment: "environment",
            reserved: ["servers", "inputs"]),
    ]

    /// The file formats that cannot be read yet, by the end of the file's name.
    static let unreadable = [
        ".toml": "TOML, as Codex writes it", ".yaml": "YAML, as Goose writes it",
        ".yml": "YAML, as Goose writes it",
    ]
}
