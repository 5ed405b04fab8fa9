// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Lines to and from a process, read and written together so that neither side can block us.
struct StdioChannel: ~Copyable {
    /// What waiting for a line came to.
    enum Arrival {
        case line([UInt8])
        case timedOut
        /// The process closed its output, as it does when it ends.
        case ended
    }

    private static let pieceBytes = 64 << 10

    private var child: ChildProcess
    private var lines = LineBuffer()
    private var outgoing: [UInt8] = []
    private var errorTail: TailBuffer
    private var bytesRead = 0
    private var outputIsOpen = true
    private var errorIsOpen = true
    private var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
    private let limits: ClientLimits
    private let cancellation: Cancellation

    /// Starts the process.
    init(
        _ launch: ServerLaunch, limits: ClientLimits, cancellation: Cancellation
    ) throws(ClientError) {
        child = try ChildProcess(launch, limits: limits)
        errorTail = TailBuffer(limit: limits.errorTail)
        self.limits = limits
        self.cancellation = cancellation
    }

    /// The last of what the process wrote to its standard error.
    var stderrTail: String { errorTail.text }

    /// Whether the process ended in the middle of a line.
    var endsInLine: Bool { !lines.rest.isEmpty }

    /// Queues a line; it leaves while we wait for the next one to come in.
    mutating func send(_ line: [UInt8]) {
        outgoing += line
        outgoing.append(0x0A)
    }

    /// Waits for the next line.
    mutating func nextLine(until deadline: Deadline) throws(ClientError) -> Arrival {
        while true {
            if cancellation.isThrown { throw ClientError(.cancelled, "reading was cancelled") }
            if deadline.hasPassed { return .timedOut }
            if let line = lines.next() { return .line(line) }
            if !outputIsOpen { return .ended }
            try exchange(until: deadline)
        }
    }

    /// Reads what is left of the standard error, and how the process ended.
    mutating func collectEnd(until deadline: Deadline) -> ChildProcess.End? {
        // What is still to be written has no reader; closing makes a waiting process end.
        child.closeInput()
        outgoing = []
        let end = child.end(until: deadline)
        let drained = deadline.within(.milliseconds(100))
        while errorIsOpen, !drained.hasPassed, (try? exchange(until: drained)) != nil {}
        return end
    }

    /// Waits for anything to happen on the streams, and moves the bytes that can be moved.
    private mutating func exchange(until deadline: Deadline) throws(ClientError) {
        var entries = [
            pollfd(fd: outputIsOpen ? child.output : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: errorIsOpen ? child.error : -1, events: Int16(POLLIN), revents: 0),
            pollfd(
                fd: outgoing.isEmpty ? -1 : child.input, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: cancellation.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&entries, nfds_t(entries.count), deadline.pollMilliseconds) > 0 else { return }
        if entries[1].revents != 0 {
            errorIsOpen = receive(from: child.error) { channel, count in
                channel.errorTail.append(channel.piece[..<count])
            }
        }
        if entries[0].revents != 0 {
            outputIsOpen = receive(from: child.output) { channel, count in
                channel.bytesRead += count
                channel.lines.append(channel.piece[..<count])
            }
        }
        if entries[2].revents != 0 { write() }
        if bytesRead > limits.bytes {
            throw ClientError(
                .tooMuchOutput,
                "the server wrote more than \(limits.bytes) bytes to its standard output, which is "
                    + "the most that is read; its list of tools may be too large or never end")
        }
    }

    /// Reads one piece; false when the stream has come to its end.
    private mutating func receive(
        from descriptor: Int32, _ take: (inout StdioChannel, Int) -> Void
    ) -> Bool {
        let count = read(descriptor, &piece, Self.pieceBytes)
        if count > 0 { take(&self, count) }
        return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR))
    }

    private mutating func write() {
        let count = Glibc.write(child.input, outgoing, outgoing.count)
        if count > 0 {
            outgoing.removeFirst(count)
        } else if count < 0, errno != EAGAIN, errno != EINTR {
            // It reads no more. What it still says, and how it ends, tells more than this does.
            outgoing = []
        }
    }
}
