// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import MCPModel
internal import Telemetry

/// Why a request was not taken.
struct Refusal: Error {
    let status: HTTPResponse.Status
    let reason: String
    var retryAfter: Int?
    /// Whether the rest of the request is not waited for.
    private(set) var isUnread = false

    init(_ status: HTTPResponse.Status, _ reason: String, retryAfter: Int? = nil) {
        self.status = status
        self.reason = reason
        self.retryAfter = retryAfter
    }

    /// The same where the rest of the request is not waited for.
    var unread: Refusal {
        var refusal = self
        refusal.isUnread = true
        return refusal
    }

    /// What is wrong with a text from outside.
    init(_ problem: InputProblem) {
        self.init(problem.code == .tooLarge ? .contentTooLarge : .badRequest, problem.description)
    }

    init(_ refusal: Collector.Refusal) {
        status = .serviceUnavailable
        switch refusal {
        case .busy: (reason, retryAfter) = ("too much is waiting to be stored", 1)
        case .store(let problem): (reason, retryAfter) = (problem.description, 10)
        case .closed: (reason, retryAfter) = ("the collector is ending", 5)
        }
    }
}
