// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import MCPModel
internal import Telemetry

/// Reads what a request of OTLP brings, in either encoding.
struct OTLPReader: Sendable {
    /// The calls that a request reports; logs are looked at, but tell nothing about calls.
    ///
    /// - Parameter named: what the address says that the request carries.
    func read(
        _ bytes: [UInt8], as named: Signal?, _ encoding: Encoding, of server: String?
    ) throws(Refusal) -> (signal: Signal, batch: CallBatch) {
        switch encoding {
        case .protobuf:
            // What cannot be told is empty, and then the answers are alike.
            let signal = named ?? Signal(protobuf: bytes) ?? .traces
            do throws(WireProblem) {
                return (signal, try batch(of: signal, protobuf: bytes, server))
            } catch {
                throw Refusal(.badRequest, error.description)
            }
        case .json:
            let signal = named ?? Signal(json: bytes) ?? .traces
            do throws(InputProblem) {
                return (signal, try batch(of: signal, json: bytes, server))
            } catch {
                throw Refusal(error)
            }
        }
    }

    private func batch(
        of signal: Signal, protobuf bytes: [UInt8], _ server: String?
    ) throws(WireProblem) -> CallBatch {
        switch signal {
        case .traces: return try TraceRequest.calls(in: bytes, server: server)
        case .metrics: return try MetricsRequest.calls(in: bytes, server: server)
        case .logs:
            try LogsRequest.check(bytes)
            return CallBatch()
        }
    }

    private func batch(
        of signal: Signal, json bytes: [UInt8], _ server: String?
    ) throws(InputProblem) -> CallBatch {
        switch signal {
        case .traces: return try TraceRequest.calls(inJSON: bytes, server: server)
        case .metrics: return try MetricsRequest.calls(inJSON: bytes, server: server)
        case .logs:
            try LogsRequest.check(json: bytes)
            return CallBatch()
        }
    }
}
