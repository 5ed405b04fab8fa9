// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// What is read of a message of OTLP: its members in JSON, and the fields of protobuf that they are.
///
/// A member that is not named here is passed over, whatever it is.
struct OTLPMessage: Sendable {
    /// What a member holds.
    enum Contents: Sendable {
        case text
        /// Hexadecimal digits; only in this encoding are ids not in base64.
        case id
        case base64
        case bool
        case double
        case fixed64, uint64, int64, uint32, int32, sint32
        /// A value of an enumeration, by its number or by its name.
        case enumeration([String: Int32])
        indirect case list(Contents)
        /// An object that is a message of some kind; one of no kind is passed over.
        case object(@Sendable (JSONObject) -> OTLPMessage?)
        /// Something of which only matters that it is there.
        case anything

        /// An object that is a message of one kind, which may hold others of the same.
        static func message(
            _ message: @autoclosure @escaping @Sendable () -> OTLPMessage
        ) -> Contents {
            .object { _ in message() }
        }
    }

    struct Member: Sendable {
        let field: UInt64
        let key: String
        let contents: Contents
        /// Whether it excludes others of its message.
        let isChoice: Bool
    }

    /// In the order of their fields, as others write them: streams are told apart by bytes.
    let members: [Member]

    /// - Parameter choice: the fields of which a message has one at most.
    init(
        _ members: [(UInt64, String, Contents)], oneOf choice: Range<UInt64> = 0..<0
    ) {
        self.members = members.map { member in
            Member(
                field: member.0, key: member.1, contents: member.2,
                isChoice: choice.contains(member.0))
        }
    }
}

// MARK: - Attributes

extension OTLPMessage {
    static let attribute: OTLPMessage = OTLPMessage([
        (1, "key", .text), (2, "value", .message(value)),
    ])

    private static let value: OTLPMessage = OTLPMessage(
        [
            (1, "stringValue", .text), (2, "boolValue", .bool), (3, "intValue", .int64),
            (4, "doubleValue", .double), (5, "arrayValue", .message(values)),
            (6, "kvlistValue", .message(attributes)), (7, "bytesValue", .base64),
            (8, "stringValueStrindex", .int32),
        ],
        oneOf: 1..<9)

    private static let values: OTLPMessage = OTLPMessage([
        (1, "values", .list(.message(value)))
    ])

    private static let attributes: OTLPMessage = OTLPMessage([
        (1, "values", .list(.message(attribute)))
    ])
}
