// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import HTTPTypes
internal import Hummingbird
internal import MCPModel
internal import Synchronization
internal import Telemetry

/// Lets those in who have a token, or everybody where none is asked for.
final class Gate: Sendable {
    /// What a request wants to do.
    enum Wish {
        case send
        case read
    }

    /// What tells one state of the file from another.
    private struct Stamp: Equatable {
        var inode: UInt64 = 0
        var size: Int64 = 0
        var seconds = 0
        var nanoseconds = 0
    }

    private struct State {
        var rights: [String: Token.Right] = [:]
        var stamp = Stamp()
        var looked = Timestamp(nanoseconds: 0)
    }

    private let file: TokenFile
    private let isOpen: Bool
    private let troubles: TroubleLog
    private let state = Mutex(State())
    /// A token that was made or revoked is known after so long.
    private static let patience: Int64 = 1_000_000_000

    init(file: TokenFile, isOpen: Bool, troubles: TroubleLog) {
        self.file = file
        self.isOpen = isOpen
        self.troubles = troubles
    }

    /// The right of whoever sent a request; `nil` where everybody may do everything.
    func right(of request: Request, to wish: Wish) throws(Refusal) -> Token.Right? {
        if isOpen { return nil }
        guard let text = Self.token(in: request.headers[.authorization]) else {
            throw Refusal(.unauthorized, "a token is needed: Authorization: Bearer smelt_…")
        }
        guard let right = known(Token.digest(of: text)) else {
            throw Refusal(.unauthorized, "the token is not known here, or was revoked")
        }
        switch (right, wish) {
        case (.send, .send), (.sendAny, .send), (.read, .read): return right
        case (.read, .send): throw Refusal(.forbidden, "the token allows to read, not to send")
        case (_, .read): throw Refusal(.forbidden, "the token allows to send, not to read")
        }
    }

    /// The token of a header: after `Bearer`, or the password after `Basic`, as browsers send it.
    private static func token(in header: String?) -> String? {
        guard let header, let space = header.firstIndex(of: " ") else { return nil }
        let rest = header[header.index(after: space)...].drop { $0 == " " }
        switch header[..<space].lowercased() {
        case "bearer": return rest.isEmpty ? nil : String(rest)
        case "basic":
            guard let bytes = Base64.decoded(rest.utf8),
                let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
            else { return nil }
            return String(decoding: bytes[(colon + 1)...], as: UTF8.self)
        default: return nil
        }
    }

    private func known(_ digest: String) -> Token.Right? {
        let now = Timestamp.now
        return state.withLock { state in
            if now.nanoseconds - state.looked.nanoseconds > Self.patience || now < state.looked {
                state.looked = now
                reload(&state)
            }
            return state.rights[digest]
        }
    }

    /// Reads the file again if it is another one; one that cannot be read changes nothing.
    private func reload(_ state: inout State) {
        var status = stat()
        guard stat(file.path, &status) == 0 else {
            let code = errno
            // Without a file there are no tokens; one that cannot be reached may still be there.
            guard code == ENOENT else {
                return troubles.update(.tokens, "\(file.path): \(String(cString: strerror(code)))")
            }
            state.rights = [:]
            state.stamp = Stamp()
            return troubles.update(.tokens, nil)
        }
        let stamp = Stamp(
            inode: UInt64(status.st_ino), size: Int64(status.st_size),
            seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
        if stamp == state.stamp { return troubles.update(.tokens, nil) }
        do throws(CollectorService.Problem) {
            let tokens = try file.tokens()
            state.stamp = stamp
            state.rights = Dictionary(tokens.map { ($0.digest, $0.right) }) { first, _ in first }
            troubles.update(.tokens, nil)
        } catch {
            troubles.update(.tokens, error.description)
        }
    }
}
