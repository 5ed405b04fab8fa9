// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import HostSystem
internal import MCPModel

/// The tokens of a collector, in a file beside its data.
public struct TokenFile: Sendable {
    private let folder: String
    /// Where it is.
    public var path: String { folder + "/tokens.json" }

    /// The tokens of the data in a folder.
    public init(folder: String) { self.folder = folder }

    /// The tokens there are; none without a file.
    public func tokens() throws(CollectorService.Problem) -> [Token] {
        // One that is there but cannot be reached is told as one that cannot be read.
        if access(path, F_OK) != 0, errno == ENOENT { return [] }
        do {
            let root = try JSONReader.read(try Files.read(path)).root
            guard let list = root[["tokens"]]?.array else { throw damaged(nil) }
            var tokens: [Token] = []
            for entry in list {
                guard let token = Token(entry) else { throw damaged(nil) }
                tokens.append(token)
            }
            return tokens
        } catch let failure as CommandFailure {
            throw CollectorService.Problem(description: failure.message)
        } catch let problem as InputProblem {
            throw damaged(problem)
        } catch {
            throw damaged(nil)
        }
    }

    private func damaged(_ problem: InputProblem?) -> CollectorService.Problem {
        let reason = problem.map { ": \($0)" } ?? ""
        return CollectorService.Problem(
            description: "\(path) is no list of tokens\(reason); restore it, or remove it and make "
                + "new tokens")
    }

    /// Adds a new token; gives its text, which is kept nowhere.
    public func add(_ right: Token.Right) throws(CollectorService.Problem) -> (Token, text: String)
    {
        let lock = try FolderLock(tokensIn: folder)
        defer { lock.release() }
        let (token, text) = Token.make(right)
        try write(try tokens() + [token])
        return (token, text)
    }

    /// Removes a token; false when there is none with that id.
    public func remove(id: String) throws(CollectorService.Problem) -> Bool {
        // Where there are none, nothing is to be made.
        if try tokens().isEmpty { return false }
        let lock = try FolderLock(tokensIn: folder)
        defer { lock.release() }
        let before = try tokens()
        let after = before.filter { $0.id != id }
        if after.count == before.count { return false }
        try write(after)
        return true
    }

    private func write(_ tokens: [Token]) throws(CollectorService.Problem) {
        let root: JSONValue = ["tokens": .array(tokens.map(\.json))]
        do throws(CommandFailure) {
            try Files.write(JSONWriter.text(root, layout: .indented) + "\n", to: path)
        } catch {
            throw CollectorService.Problem(description: error.message)
        }
        chmod(path, 0o600)
    }
}
