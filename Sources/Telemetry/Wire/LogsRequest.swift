// SPDX-License-Identifier: Apache-2.0

public import MCPModel

/// Says whether something is an `ExportLogsServiceRequest` of OTLP; what it tells is not looked at.
public enum LogsRequest {
    /// Refuses what is no protobuf, down to the fields of each record.
    public static func check(_ bytes: [UInt8]) throws(WireProblem) {
        let outcome = bytes.withUnsafeBytes { bytes in
            Result { () throws(WireProblem) -> Void in
                // Resources, scopes, records.
                try walk(bytes, [1, 2, 2])
            }
        }
        try outcome.get()
    }

    /// Refuses what is none in JSON, down to the records.
    public static func check(json bytes: [UInt8]) throws(InputProblem) {
        _ = try OTLPJSON.protobuf(bytes, as: OTLPMessage.logsRequest)
    }

    /// Passes over all fields of a message, and of the messages in a field that leads further down.
    private static func walk(
        _ bytes: UnsafeRawBufferPointer, _ path: ArraySlice<UInt32>
    ) throws(WireProblem) {
        var reader = ProtobufReader(bytes)
        while let tag = try reader.next() {
            if let field = path.first, tag == .bytes(field) {
                try walk(try reader.contents(), path.dropFirst())
            } else {
                try reader.skip(tag)
            }
        }
    }
}

extension OTLPMessage {
    fileprivate static let logsRequest: OTLPMessage = OTLPMessage([
        (1, "resourceLogs", .list(.message(resourceLogs)))
    ])

    private static let resourceLogs: OTLPMessage = OTLPMessage([
        (2, "scopeLogs", .list(.message(scopeLogs)))
    ])

    private static let scopeLogs: OTLPMessage = OTLPMessage([
        (2, "logRecords", .list(.message(logRecord)))
    ])

    private static let logRecord: OTLPMessage = OTLPMessage([])
}
