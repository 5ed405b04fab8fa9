// SPDX-License-Identifier: Apache-2.0

internal import Delivery
internal import StrictYAML
internal import Telemetry

/// Gathers the settings from wherever they are given, and all that is wrong with them.
public struct SettingsReader {
    /// A value as it was written, and where.
    private struct Given {
        let text: String
        let place: String
    }

    private var given: [Setting: Given] = [:]
    private var destinations: [Destination] = []
    private var webhooks: [Webhook] = []
    private var alerts: [AlertRule]?
    private var problems: [String] = []

    /// Takes the three places in.
    ///
    /// - Parameters:
    ///   - flags: what the command line says.
    ///   - environment: the variables of the process, by name.
    ///   - file: the name and text of a file in YAML, where there is one.
    ///   - unread: why a file that there should be could not be read.
    public init(
        flags: [Setting: String], environment: (String) -> String?,
        file: (name: String, text: String)? = nil, unread: String? = nil
    ) {
        if let unread { problems.append(unread) }
        if let file { read(file.name, file.text, environment) }
        if let destination = Destination.ofEnvironment(environment, &problems) {
            destinations.append(destination)
        }
        for setting in Setting.allCases {
            if let text = environment(setting.variable) {
                given[setting] = Given(text: text, place: setting.variable)
            }
            if let text = flags[setting] {
                given[setting] = Given(text: text, place: setting.flag)
            }
        }
    }

    private mutating func read(
        _ name: String, _ text: String, _ environment: (String) -> String?
    ) {
        let list = ProblemList(file: name)
        let lists = ["destinations", "webhooks", "alerts"]
        let members =
            YAMLValue.parse(text, mayBeEmpty: true, problems: list)?
            .members(required: [], optional: Set(Setting.allCases.map(\.rawValue) + lists)) ?? [:]
        destinations = members["destinations"].map { Destination.list($0, environment) } ?? []
        webhooks = members["webhooks"].map { Webhook.list($0, environment) } ?? []
        alerts = members["alerts"].map { AlertRule.rules($0) }
        for (key, value) in members {
            guard let setting = Setting(rawValue: key) else { continue }
            given[setting] = Given(text: value.text, place: "\(name):\(value.line): \(key)")
        }
        problems += list.problems.map(\.description)
    }

    /// The settings, or all that is wrong with them.
    public func configuration() throws(SettingProblems) -> CollectorService.Configuration {
        var reading = self
        let configuration = reading.read()
        if reading.problems.isEmpty { return configuration }
        throw SettingProblems(problems: reading.problems)
    }

    private mutating func read() -> CollectorService.Configuration {
        var configuration = CollectorService.Configuration(
            folder: given[.data]?.text ?? "smelt-data")
        if configuration.folder.isEmpty { problem(.data, "is the name of a folder") }
        listen(&configuration)
        whole(.keepCalls, 1...9_600, &configuration.retention.callHours)
        whole(.keepMinutes, 1...400, &configuration.retention.minuteDays)
        whole(.keepHours, 1...4_000, &configuration.retention.hourDays)
        whole(.maxServers, 1...100_000, &configuration.cardinality.servers)
        whole(.maxSeries, 1...100_000, &configuration.cardinality.seriesPerServer)
        var mebibytes = configuration.bodyBytes >> 20
        whole(.maxRequest, 1...1_024, &mebibytes)
        configuration.bodyBytes = mebibytes << 20
        var seconds = 60
        whole(.maxRequestTime, 1...3_600, &seconds)
        configuration.bodyTime = .seconds(seconds)
        tls(&configuration)
        deliveries(&configuration)
        switch given[.requireTokens]?.text {
        case nil: configuration.requiresTokens = !configuration.isLoopback
        case "true": configuration.requiresTokens = true
        case "false":
            configuration.requiresTokens = false
            if !configuration.isLoopback {
                problem(
                    .requireTokens, "can be false only where nobody but this machine can listen")
            }
        default: problem(.requireTokens, "is true or false")
        }
        return configuration
    }

    private mutating func listen(_ configuration: inout CollectorService.Configuration) {
        guard let text = given[.listen]?.text else { return }
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port),
            colon != text.startIndex
        else { return problem(.listen, "takes HOST:PORT") }
        configuration.host = text[..<colon].filter { $0 != "[" && $0 != "]" }
        configuration.port = port
    }

    private mutating func tls(_ configuration: inout CollectorService.Configuration) {
        switch (given[.tlsCertificate]?.text, given[.tlsKey]?.text) {
        case (nil, nil): return
        case (let certificate?, let key?):
            let files = CollectorService.Configuration.TLSFiles(
                certificate: certificate, key: key)
            configuration.tls = files
            do throws(TLSIdentity.Faults) {
                _ = try TLSIdentity(files)
            } catch {
                for fault in error.all {
                    guard let given = given[fault.setting] else { continue }
                    problems.append("\(given.place): \(fault.sentence)")
                }
            }
        case (_?, nil): alone(.tlsCertificate, without: .tlsKey)
        case (nil, _?): alone(.tlsKey, without: .tlsCertificate)
        }
    }

    private mutating func deliveries(_ configuration: inout CollectorService.Configuration) {
        let names = destinations.map(\.name) + webhooks.map(\.name)
        for name in Set(names) where names.count(where: { $0 == name }) > 1 {
            problems.append("two destinations or webhooks are called \"\(name)\"")
        }
        // What is sent to oneself would be counted, and sent again.
        for destination in destinations where configuration.isReached(by: destination.url) {
            problems.append(
                "\(destination.name) would be this collector itself: \(destination.url)")
        }
        configuration.destinations = destinations
        configuration.webhooks = webhooks
        configuration.alerts = alerts ?? AlertRule.usual
    }

    private mutating func alone(_ setting: Setting, without other: Setting) {
        guard let given = given[setting] else { return }
        problems.append("\(given.place) needs \(other.rawValue) beside it")
    }

    private mutating func whole(
        _ setting: Setting, _ range: ClosedRange<Int>, _ value: inout Int
    ) {
        guard let text = given[setting]?.text else { return }
        if let number = Int(text), range.contains(number) {
            value = number
        } else {
            problem(setting, "is from \(range.lowerBound) to \(range.upperBound)")
        }
    }

    private mutating func problem(_ setting: Setting, _ sentence: String) {
        guard let given = given[setting] else { return }
        problems.append("\(given.place) \(sentence), not \"\(given.text)\"")
    }
}
