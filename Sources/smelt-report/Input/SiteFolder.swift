// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import HostSystem
internal import MCPModel
internal import Scoring

/// The folder that a leaderboard is written into.
///
/// Only files that an earlier leaderboard lists as its own are replaced or removed; whatever else is
/// in the folder stays.
struct SiteFolder {
    let path: String
    /// The files of the leaderboard that is there already.
    private let earlier: [String]
    /// How many runs that leaderboard knows.
    let earlierRuns: Int

    /// Looks at a folder and refuses one that holds something else.
    init(path: String) throws(CommandFailure) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
        let feed = path + "/" + LeaderboardSite.feed
        if Self.exists(path), !Files.isFolder(path) {
            throw CommandFailure("\(path) is not a folder; -o takes the folder of the site")
        }
        guard Files.isFile(feed) else {
            guard try Self.isEmpty(path) else {
                throw CommandFailure(
                    "\(path) holds files and no leaderboard; -o takes a new or empty folder, or "
                        + "one that an earlier leaderboard was written into")
            }
            (earlier, earlierRuns) = ([], 0)
            return
        }
        let bytes = try Files.read(feed)
        guard let root = try? JSONReader.read(bytes).root, LeaderboardHistory.isFeed(root) else {
            throw CommandFailure(
                "\(feed) is not that of a leaderboard; -o takes a new or empty folder, or one that "
                    + "an earlier leaderboard was written into")
        }
        earlier = LeaderboardHistory.files(ofFeed: root)
        earlierRuns = root.object?["runs"]?.array?.count ?? 0
    }

    /// Puts files in place of those of the earlier leaderboard.
    ///
    /// All are written beside their places first, so that a full disk changes nothing; then each is
    /// moved, `feed.json` last.
    func replace(with files: [String: String]) throws(CommandFailure) {
        let isNew = !Files.isFolder(path)
        let staging = isNew ? "\(path).\(getpid()).tmp" : "\(path)/.smelt-\(getpid()).tmp"
        if isNew { try Self.makeFolders(above: path) }
        do throws(CommandFailure) {
            try write(files, into: staging)
            if isNew {
                guard rename(staging, path) == 0 else { throw Self.failure(path, "be made") }
            } else {
                try move(files, from: staging)
            }
        } catch {
            Self.remove(files, from: staging)
            throw error
        }
    }

    private func write(_ files: [String: String], into folder: String) throws(CommandFailure) {
        try Self.makeFolder(folder)
        for name in Self.folders(of: files) { try Self.makeFolder(folder + "/" + name) }
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            try Files.write(text, to: folder + "/" + name)
        }
    }

    private func move(_ files: [String: String], from staging: String) throws(CommandFailure) {
        for name in Self.folders(of: files) { try Self.makeFolder(path + "/" + name) }
        func move(_ name: String) throws(CommandFailure) {
            let place = path + "/" + name
            guard rename(staging + "/" + name, place) == 0 else {
                throw Self.failure(place, "be written")
            }
        }
        let last = [LeaderboardSite.feed]
        for name in files.keys.sorted() where !last.contains(name) { try move(name) }
        // As long as the old feed stands there, what it lists is still known to be ours.
        for name in earlier where files[name] == nil { unlink(path + "/" + name) }
        for name in last where files[name] != nil { try move(name) }
        Self.remove(files, from: staging)
    }

    // MARK: - Folders

    private static func folders(of files: [String: String]) -> [String] {
        Set(files.keys.filter { $0.contains("/") }.map { String($0.prefix { $0 != "/" }) }).sorted()
    }

    private static func makeFolders(above path: String) throws(CommandFailure) {
        for place in path.indices.dropFirst() where path[place] == "/" {
            let folder = String(path[..<place])
            if !Files.isFolder(folder) { try makeFolder(folder) }
        }
    }

    /// Makes a folder where there is none; a link in its place could lead anywhere.
    private static func makeFolder(_ path: String) throws(CommandFailure) {
        if mkdir(path, 0o777) == 0 { return }
        var status = stat()
        guard errno == EEXIST, lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw failure(path, "be made")
        }
    }

    private static func remove(_ files: [String: String], from staging: String) {
        for name in files.keys { unlink(staging + "/" + name) }
        for name in folders(of: files) { rmdir(staging + "/" + name) }
        rmdir(staging)
    }

    private static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    private static func isEmpty(_ path: String) throws(CommandFailure) -> Bool {
        guard exists(path) else { return true }
        guard let names = Files.names(in: path) else { throw failure(path, "be opened") }
        return names.isEmpty
    }

    private static func failure(_ path: String, _ what: String) -> CommandFailure {
        CommandFailure("\(path) cannot \(what): \(String(cString: strerror(errno)))")
    }
}
