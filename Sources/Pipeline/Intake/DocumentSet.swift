// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import MCPModel

/// A place in one of the documents.
struct Target: Hashable, Sendable {
    /// The document, by its number in the set; 0 is the one that was named.
    let document: Int
    let pointer: JSONPointer
}

/// A value of a document, with its place.
struct Located: Sendable {
    let value: JSONValue
    let target: Target

    var object: JSONObject? { value.object }

    /// A member of the object here.
    subscript(key: String) -> Located? {
        guard let value = value.object?[key] else { return nil }
        return Located(value: value, target: target.appending(key))
    }

    /// The members of the object here, each with its place.
    var members: [(key: String, value: Located)] {
        (value.object?.members ?? []).map {
            ($0.key, Located(value: $0.value, target: target.appending($0.key)))
        }
    }

    /// The elements of the list here, each with its place.
    var elements: [Located] {
        (value.array ?? []).enumerated().map {
            Located(value: $0.element, target: target.appending(String($0.offset)))
        }
    }
}

extension Target {
    func appending(_ token: String) -> Target {
        Target(document: document, pointer: pointer.appending(token))
    }
}

/// The documents that one description is spread over, read as references lead to them.
final class DocumentSet {
    fileprivate struct Document: Sendable {
        let address: SourceAddress
        let root: JSONValue
    }

    /// What was read so far, from which a set of its own can go on.
    struct Snapshot: Sendable {
        fileprivate let reader: SourceReader
        fileprivate let documents: [Document]
        fileprivate let numbers: [SourceAddress: Int]
        fileprivate let refused: [SourceAddress: String]
        fileprivate let size: Int
    }

    private let reader: SourceReader
    private var documents: [Document] = []
    private var numbers: [SourceAddress: Int] = [:]
    private var refused: [SourceAddress: String] = [:]
    private var size = 0
    private var found: [Target: JSONValue] = [:]
    private var memberNames: [Target: [String]] = [:]

    /// Reads the document that everything begins with.
    init(_ address: SourceAddress, reader: SourceReader) throws(PipelineError) {
        self.reader = reader
        let (bytes, place) = try reader.bytes(at: address)
        size = bytes.count
        let root = try SourceReader.value(of: bytes, at: place)
        documents = [Document(address: place, root: root)]
        numbers[address] = 0
        numbers[place] = 0
    }

    /// Goes on from what another set has read.
    init(_ snapshot: Snapshot) {
        reader = snapshot.reader
        documents = snapshot.documents
        numbers = snapshot.numbers
        refused = snapshot.refused
        size = snapshot.size
    }

    var snapshot: Snapshot {
        Snapshot(
            reader: reader, documents: documents, numbers: numbers, refused: refused, size: size)
    }

    /// The document that everything begins with.
    var root: Located {
        Located(value: documents[0].root, target: Target(document: 0, pointer: []))
    }

    /// Where the first document was read in the end.
    var address: SourceAddress { documents[0].address }

    /// A place as people are told it: the file, where it is not the first, and the pointer.
    func shown(_ target: Target) -> String {
        let file =
            target.document == 0
            ? "" : documents[target.document].address.shown(from: documents[0].address) + "#"
        let pointer = target.pointer.description
        return pointer.isEmpty && file.isEmpty ? "/" : file + pointer
    }

    /// What a reference leads to, one step.
    func target(
        of reference: String, from document: Int
    ) throws(ReferenceProblem) -> Located {
        let mark = reference.firstIndex(of: "#") ?? reference.endIndex
        let number =
            mark == reference.startIndex
            ? document : try self.number(of: String(reference[..<mark]), from: document)
        let fragment = PercentCode.decoded(reference[mark...].dropFirst())
        guard let pointer = JSONPointer(fragment) else {
            throw ReferenceProblem("\"\(reference)\" does not name a place by a JSON pointer")
        }
        let target = Target(document: number, pointer: pointer)
        if let value = found[target] { return Located(value: value, target: target) }
        guard let value = documents[number].root[pointer] else {
            throw ReferenceProblem("\"\(reference)\" leads nowhere")
        }
        found[target] = value
        return Located(value: value, target: target)
    }

    /// What stands at a place in the end, after all references; where it is an object without
    /// `$ref`, it stands for itself.
    func resolved(_ value: Located) throws(ReferenceProblem) -> Located {
        let place = value.target
        var value = value
        for _ in 0..<32 {
            guard let reference = value.object?["$ref"] else { return value }
            guard let text = reference.string else {
                throw ReferenceProblem("$ref must be a text", at: place)
            }
            do throws(ReferenceProblem) {
                value = try target(of: text, from: value.target.document)
            } catch {
                throw ReferenceProblem(error.description, at: place)
            }
        }
        throw ReferenceProblem("the reference leads around in a circle", at: place)
    }

    /// The names of the members of an object; none where it is something else.
    ///
    /// Answers share their schemas, so each is looked at once.
    func members(of schema: Located) -> [String] {
        guard let whole = try? resolved(schema) else { return [] }
        if let names = memberNames[whole.target] { return names }
        let shape = try? ObjectShape(whole, self, isHidden: { _ in false })
        let names = shape?.members.map(\.name) ?? []
        memberNames[whole.target] = names
        return names
    }

    private func number(of reference: String, from document: Int) throws(ReferenceProblem) -> Int {
        let address = documents[document].address.resolving(reference)
        if let number = numbers[address] { return number }
        if let reason = refused[address] { throw ReferenceProblem(reason) }
        do throws(ReferenceProblem) {
            return try read(address)
        } catch {
            refused[address] = error.description
            throw error
        }
    }

    private func read(_ address: SourceAddress) throws(ReferenceProblem) -> Int {
        try checkAllowed(address)
        guard documents.count < SourceReader.Limits.documents else {
            throw ReferenceProblem(
                "more than \(SourceReader.Limits.documents) documents belong to it")
        }
        do throws(PipelineError) {
            let (bytes, place) = try reader.bytes(at: address)
            size += bytes.count
            guard size <= SourceReader.Limits.bytes else {
                throw PipelineError(
                    .unreadable, "all documents together are longer than 64 MiB")
            }
            let root = try SourceReader.value(of: bytes, at: place)
            documents.append(Document(address: place, root: root))
            numbers[address] = documents.count - 1
            numbers[place] = documents.count - 1
            return documents.count - 1
        } catch {
            throw ReferenceProblem(error.description)
        }
    }

    private func checkAllowed(_ address: SourceAddress) throws(ReferenceProblem) {
        let first = documents[0].address
        if address.isRemote {
            if reader.permissions.remote || address.origin == first.origin { return }
            throw ReferenceProblem(
                "\(address.text) is elsewhere; --allow-remote lets references lead there")
        }
        if first.isRemote {
            throw ReferenceProblem("a document from the network may not name files")
        }
        let folder = Self.realPath(
            reader.permissions.root ?? (first.folder.isEmpty ? "." : first.folder))
        let path = Self.realPath(address.text)
        if path.hasPrefix(folder == "/" ? folder : folder + "/") { return }
        throw ReferenceProblem(
            "\(address.text) lies outside of \(folder); --root FOLDER lets references lead there")
    }

    /// A path without links; one that does not exist stays as it is.
    private static func realPath(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}

/// Why a reference does not lead to anything.
struct ReferenceProblem: Error, CustomStringConvertible {
    let description: String
    /// Where the reference stands, where that is known.
    var place: Target?

    init(_ description: String, at place: Target? = nil) {
        self.description = description
        self.place = place
    }
}
