// SPDX-License-Identifier: Apache-2.0

internal import Curl
internal import Telemetry

/// How an attempt to deliver ended, in words that say what to do.
enum Verdict: Sendable, Hashable {
    /// It has arrived; what the receiver said about it, where it did.
    case delivered(warning: String?)
    /// The same will do later.
    case later(String, after: Duration?)
    /// Somebody has to change the settings; until then it waits.
    case needsHelp(String)
    /// The receiver will never take it.
    case refused(String)
    /// The receiver wants no more of anything.
    case gone(String)

    var isDelivered: Bool { if case .delivered = self { true } else { false } }

    /// What happened.
    var sentence: String {
        switch self {
        case .delivered(let warning): warning ?? "taken"
        case .later(let sentence, _), .needsHelp(let sentence), .refused(let sentence),
            .gone(let sentence):
            sentence
        }
    }

    /// The word that is kept for it.
    var state: String {
        switch self {
        case .delivered(warning: nil): "ok"
        case .delivered: "warning"
        case .later: "waiting"
        case .needsHelp: "needs-help"
        case .refused: "refused"
        case .gone: "gone"
        }
    }
}

extension Verdict {
    /// What is not the receiver's answer.
    init(_ error: CurlError) {
        self =
            switch error.code {
            case .tls:
                .needsHelp(
                    "\(error.message); name the authority's certificate with `certificate`, or "
                        + "correct the endpoint")
            case .badRequest: .needsHelp(error.message)
            default: .later(error.message, after: nil)
            }
    }

    /// Answers that mean the same to every kind of receiver; `nil` for others.
    init?(_ response: HTTPResponse, from place: String, now: Timestamp) {
        let status = response.head.status
        switch status {
        case 300..<400:
            self = .elsewhere(response, from: place)
        case 401, 403:
            self = .needsHelp(
                "\(place) refuses the credentials (\(status))\(Self.said(response)); see whether the "
                    + "token is right and may write, and belongs to this site")
        case 404, 405:
            self = .needsHelp(
                "there is nothing at \(place) (\(status))\(Self.said(response)); see whether the "
                    + "endpoint and its path are right")
        case 429, 502, 503, 504:
            self = .later(response, from: place, now: now)
        default: return nil
        }
    }

    /// The receiver sends elsewhere.
    static func elsewhere(_ response: HTTPResponse, from place: String) -> Verdict {
        let target = response.head["location"].map { " to \(HTTPRequest.shown($0))" } ?? ""
        return .needsHelp(
            "\(place) sends elsewhere\(target), which is not followed; if that is right, make it "
                + "the endpoint")
    }

    /// The same will do later, when the receiver says if it does.
    static func later(_ response: HTTPResponse, from place: String, now: Timestamp) -> Verdict {
        let wait = response.head["retry-after"].flatMap { RetryAfter.duration($0, now: now) }
        return .later("\(place) answers \(response.head.status)\(said(response))", after: wait)
    }

    /// What a body says, where it is a text for people.
    static func said(_ response: HTTPResponse) -> String {
        let text = String(decoding: response.body.prefix(200), as: UTF8.self)
        let isReadable = text.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0.value == 0x0A }
        let line = text.split(separator: "\n").first.map(String.init) ?? ""
        return isReadable && !line.isEmpty && !line.hasPrefix("<") ? ": \(line)" : ""
    }
}

/// The header by which a receiver says when to come again.
enum RetryAfter {
    /// Longer waits are not believed.
    static let longest = Duration.seconds(86_400)

    /// How long to wait, from seconds or a date of mail; `nil` for something else.
    static func duration(_ text: String, now: Timestamp) -> Duration? {
        let text = text.drop { $0 == " " }
        if let seconds = Int(text) {
            return seconds < 0 ? nil : min(.seconds(min(seconds, 1_000_000)), longest)
        }
        guard let date = date(text) else { return nil }
        let wait = Duration.nanoseconds(max(date.nanoseconds - now.nanoseconds, 0))
        return min(wait, longest)
    }

    /// `Sun, 22 Nov 2026 10:15:30 GMT`.
    private static func date(_ text: Substring) -> Timestamp? {
        let parts = text.split(separator: " ")
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        guard parts.count == 6, parts[5] == "GMT", parts[1].count == 2, parts[3].count == 4,
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp("\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
    }
}
