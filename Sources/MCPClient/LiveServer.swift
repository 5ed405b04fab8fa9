// SPDX-License-Identifier: Apache-2.0

public import MCPModel

/// Asks running servers for their tools; calls none of them.
public enum LiveServer {
    /// Starts a server, asks for its tools, and ends it with everything it started.
    ///
    /// Ends within the limits whatever the server does; a cancelled task ends it at once.
    public static func manifest(
        stdio launch: ServerLaunch, client: ClientIdentity, limits: ClientLimits = ClientLimits()
    ) async throws(ClientError) -> ServerManifest {
        let outcome = await BlockingThread.run { cancellation in
            Result { () throws(ClientError) in
                var session = try StdioSession(
                    launch, client: client, limits: limits, cancellation: cancellation)
                return try read(&session, limits, fallbackName: launch.fallbackName)
            }
        }
        return try outcome.get()
    }

    /// Asks the server at an address for its tools.
    public static func manifest(
        http address: ServerAddress, client: ClientIdentity, limits: ClientLimits = ClientLimits()
    ) async throws(ClientError) -> ServerManifest {
        let outcome = await BlockingThread.run { cancellation in
            Result { () throws(ClientError) in
                var session = try HTTPSession(
                    address, client: client, limits: limits, cancellation: cancellation)
                return try read(&session, limits, fallbackName: address.fallbackName)
            }
        }
        return try outcome.get()
    }

    private static func read<Conversation: Session & ~Copyable>(
        _ session: inout Conversation, _ limits: ClientLimits, fallbackName: String
    ) throws(ClientError) -> ServerManifest {
        let outcome = Result { () throws(ClientError) in
            let identity = try session.open()
            let listing = try ToolListing(of: &session, identity, limits: limits)
            return (identity, listing, Self.isStable(listing, &session, identity, limits))
        }
        session.close()
        let (identity, listing, isStable) = try outcome.get()
        var manifest = try manifest(identity, listing.tools, fallbackName: fallbackName)
        manifest.gaps += listing.gaps
        manifest.isListStable = isStable
        manifest.notices = session.notices
        return manifest
    }

    /// Whether the server gives the same list when asked again; `nil` where that cannot be told.
    private static func isStable<Conversation: Session & ~Copyable>(
        _ first: ToolListing, _ session: inout Conversation, _ identity: ServerIdentity,
        _ limits: ClientLimits
    ) -> Bool? {
        guard first.gaps.isEmpty, !first.tools.isEmpty else { return nil }
        // What was asked for is here already; a server that fails now has still answered.
        guard let second = try? ToolListing(of: &session, identity, limits: limits) else {
            return nil
        }
        return second.gaps.isEmpty ? second.tools == first.tools : nil
    }

    /// Reads the tools the way those of a file are read, so that both give the same manifest.
    private static func manifest(
        _ identity: ServerIdentity, _ tools: [JSONValue], fallbackName: String
    ) throws(ClientError) -> ServerManifest {
        let name = identity.name ?? fallbackName
        var server = JSONObject()
        server["name"] = .string(name)
        server["version"] = identity.version.map(JSONValue.string)
        server["protocolVersion"] = .string(identity.protocolVersion)
        server["instructions"] = identity.instructions.map(JSONValue.string)
        let bytes = JSONWriter.bytes(["server": .object(server), "tools": .array(tools)])
        do throws(InputProblem) {
            let document = try JSONReader.read(bytes)
            let entries = ManifestReader.read(document, fallbackName: name)
            guard var manifest = try entries.first?.manifest.get() else {
                return ServerManifest(name: name, tools: [])
            }
            // Lines and columns would be those of a text that nobody but us has seen.
            manifest.document = nil
            return manifest
        } catch {
            throw ClientError(
                .malformedAnswer, "the server's tools could not be read: \(error.inWords)")
        }
    }
}
