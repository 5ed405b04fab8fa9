// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Reads the pages of a server's list of tools.
struct ToolListing {
    /// The definitions as the server sent them, in its order.
    private(set) var tools: [JSONValue] = []
    /// Why the list may not be whole.
    private(set) var gaps: [InputProblem] = []

    private static let method = "tools/list"

    /// Reads until the last page, or until a limit is reached, which is a gap.
    init<Conversation: Session & ~Copyable>(
        of session: inout Conversation, _ identity: ServerIdentity, limits: ClientLimits
    ) throws(ClientError) {
        var seen = Set<String>()
        var cursor: String?
        for _ in 0..<max(1, limits.pages) {
            var params = JSONObject()
            params["cursor"] = cursor.map(JSONValue.string)
            switch try session.call(Self.method, params) {
            case .result(let page):
                cursor = try take(page, limits)
            case .refused(let error):
                // A server without tools need not know the method.
                if !identity.offersTools, error.code == RemoteError.methodNotFound { return }
                throw ClientError(
                    .serverError, "the server answered `\(Self.method)` with \(error.inWords)")
            }
            guard let next = cursor, gaps.isEmpty else { return }
            guard seen.insert(next).inserted else {
                dropRepeated()
                gaps.append(
                    InputProblem(
                        .serverError,
                        "the server gave the same cursor for two pages of its tools, so the list "
                            + "never ends; tools may be missing"))
                return
            }
        }
        gaps.append(
            InputProblem(
                .tooLarge,
                "the server lists its tools on more than \(limits.pages) pages; the rest was not "
                    + "read"))
    }

    /// Takes one page; the cursor of the next one, or `nil` after the last.
    private mutating func take(
        _ page: JSONObject, _ limits: ClientLimits
    ) throws(ClientError) -> String? {
        guard let list = page["tools"]?.array else {
            let found = page["tools"].map { "but \($0.kindName)" } ?? "but no such member"
            throw ClientError(
                .malformedAnswer,
                "the server's answer to `\(Self.method)` has no array \"tools\", \(found)")
        }
        let room = limits.tools - tools.count
        // An empty cursor is how some servers say that there is no next page.
        let next = page["nextCursor"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        tools += list.prefix(room)
        if list.count > room || (list.count == room && next != nil) {
            gaps.append(
                InputProblem(
                    .tooLarge,
                    "the server lists more than \(limits.tools) tools; the rest was not read"))
        }
        return next
    }

    /// Pages behind a repeated cursor repeat their tools; each is kept once.
    private mutating func dropRepeated() {
        var seen = Set<JSONValue>()
        tools = tools.filter { seen.insert($0).inserted }
    }
}
