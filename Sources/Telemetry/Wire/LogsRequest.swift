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

    /// Refuses what is no object in JSON.
    public static func check(json bytes: [UInt8]) throws(InputProblem) {
        _ = try OTLPJSON.root(bytes)
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
