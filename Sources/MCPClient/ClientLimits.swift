// SPDX-License-Identifier: Apache-2.0

/// What is accepted at most from a server and how long it may take; one value for all of it.
public struct ClientLimits: Sendable, Hashable {
    /// The time for one answer; for the first one it includes the server's start.
    public var answerTime: Duration = .seconds(30)
    /// The time for everything, from the start to the last page.
    public var totalTime: Duration = .seconds(60)
    /// How long a server over stdio may leave `server/discover` open before `initialize` is sent
    /// as well; over HTTP the whole time for that answer is at most three times this.
    public var discoveryTime: Duration = .seconds(3)
    /// How long a process may take to end by itself before it is killed.
    public var endTime: Duration = .milliseconds(500)
    /// All bytes read from the server, its standard error apart.
    public var bytes: Int = 16 << 20
    /// The tools kept; more are a gap of the manifest.
    public var tools: Int = 10_000
    /// The pages read of the list of tools; more are a gap of the manifest.
    public var pages: Int = 200
    /// The bytes kept from the end of the standard error.
    public var errorTail: Int = 8 << 10
    /// The lines on standard output that may be no messages at all.
    public var noiseLines: Int = 1_000

    /// The defaults suit servers that are downloaded when they are started.
    public init() {}
}

extension Duration {
    /// The length as a sentence says it: "2 s", "0.5 s".
    var inWords: String {
        let (seconds, attoseconds) = components
        let tenths = attoseconds / 100_000_000_000_000_000
        return tenths == 0 ? "\(seconds) s" : "\(seconds).\(tenths) s"
    }
}
