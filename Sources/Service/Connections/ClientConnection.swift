// SPDX-License-Identifier: Apache-2.0

internal import Hummingbird
internal import NIOCore

/// The connection that a request came over.
struct ClientConnection: InitializableFromSource {
    private let channel: any Channel
    /// For so long a sender may read its answer.
    private static let patience = TimeAmount.seconds(2)

    init(source: ApplicationRequestContextSource) { channel = source.channel }

    /// Closes it a little later: at once, a sender that is still writing might lose its answer.
    func closeSoon() {
        let channel = channel
        channel.eventLoop.scheduleTask(in: Self.patience) {
            channel.close(mode: .all, promise: nil)
        }
    }
}
