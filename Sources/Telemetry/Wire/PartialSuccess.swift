// SPDX-License-Identifier: Apache-2.0

/// What a receiver of OTLP says that it did not take: `Export…ServiceResponse.partial_success`.
package struct PartialSuccess: Sendable, Hashable {
    /// How many points, spans or records.
    package private(set) var rejected: Int64 = 0
    /// Why.
    package private(set) var message = ""

    /// Reads an answer in protobuf; `nil` when it is none, or says nothing of the kind.
    package init?(_ bytes: [UInt8]) {
        let isSaid = bytes.withUnsafeBytes { bytes in
            do throws(WireProblem) {
                return try read(bytes)
            } catch {
                return false
            }
        }
        if !isSaid { return nil }
    }

    private mutating func read(_ bytes: UnsafeRawBufferPointer) throws(WireProblem) -> Bool {
        var isSaid = false
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            guard tag == .bytes(1) else {
                try reader.skip(tag)
                continue
            }
            isSaid = true
            var partial = ProtobufReader(try reader.contents())
            while let tag = try partial.next() {
                switch tag {
                case .varint(1): rejected = Int64(bitPattern: try partial.varint())
                case .bytes(2): message = CleanName(try partial.contents()).text
                default: try partial.skip(tag)
                }
            }
        }
        return isSaid
    }
}
