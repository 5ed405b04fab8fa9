// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import MCPModel

/// The problem a reader throws; `nil` when it accepts the text.
func refusal(
    _ bytes: [UInt8], limits: JSONReader.Limits = JSONReader.Limits()
) -> InputProblem? {
    do throws(InputProblem) {
        _ = try JSONReader.read(bytes, limits: limits)
        return nil
    } catch {
        return error
    }
}

/// The problem a reader throws; `nil` when it accepts the text.
func refusal(_ text: String, limits: JSONReader.Limits = JSONReader.Limits()) -> InputProblem? {
    refusal(Array(text.utf8), limits: limits)
}

/// The value of a text that is known to be good.
func value(_ text: String) throws -> JSONValue { try JSONReader.read(text).root }
