// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// The error member of a JSON-RPC answer.
struct RemoteError: Equatable {
    /// Codes that decide how to go on.
    static let methodNotFound = -32601

    let code: Int
    let message: String

    /// The error for a sentence.
    var inWords: String { "error \(code): \(quoted(message))" }
}

/// What came back for a request.
enum Reply {
    case result(JSONObject)
    case refused(RemoteError)
}

/// One JSON-RPC 2.0 message as a server may send it.
enum ProtocolMessage {
    /// An answer; the id of a refusal is null when the server could not tell what it refused.
    case answer(id: JSONValue, Reply)
    case request(id: JSONValue, method: String)
    case notification

    /// Reads a message, or `nil` when the value is none.
    init?(_ value: JSONValue) {
        guard let object = value.object, object["jsonrpc"] == "2.0" else { return nil }
        let id = object["id"] ?? .null
        if let method = object["method"]?.string {
            self = object["id"] == nil ? .notification : .request(id: id, method: method)
        } else if let result = object["result"]?.object {
            self = .answer(id: id, .result(result))
        } else if let error = object["error"]?.object {
            let words = error["message"]?.string ?? "no message"
            let code = error["code"]?.number?.int ?? 0
            self = .answer(id: id, .refused(RemoteError(code: code, message: words)))
        } else {
            return nil
        }
    }

    /// Writes a request.
    static func request(id: Int, _ method: String, _ params: JSONObject) -> [UInt8] {
        var object = head(method)
        object["id"] = .int(id)
        object["params"] = .object(params)
        return JSONWriter.bytes(.object(object))
    }

    /// Writes a notification.
    static func notification(_ method: String) -> [UInt8] {
        JSONWriter.bytes(.object(head(method)))
    }

    /// Writes our answer to a server's request: we are there, and can do nothing for it.
    static func answer(to method: String, id: JSONValue) -> [UInt8] {
        var object = JSONObject()
        object["jsonrpc"] = "2.0"
        object["id"] = id
        if method == "ping" {
            object["result"] = .object(JSONObject())
        } else {
            object["error"] = [
                "code": .int(RemoteError.methodNotFound), "message": "Method not found",
            ]
        }
        return JSONWriter.bytes(.object(object))
    }

    private static func head(_ method: String) -> JSONObject {
        var object = JSONObject()
        object["jsonrpc"] = "2.0"
        object["method"] = .string(method)
        return object
    }
}

extension InputProblem {
    /// The problem for a sentence; a place that is longer than the sentence is left out.
    var inWords: String {
        guard let pointer, pointer.tokens.count > 16 else { return quoted(description) }
        return quoted(InputProblem(code, message, position: position).description)
    }
}
