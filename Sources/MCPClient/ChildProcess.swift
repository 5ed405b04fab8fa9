// SPDX-License-Identifier: Apache-2.0

internal import CChild
internal import Glibc

/// A process under a supervisor: when this value goes, it and all its descendants go too.
///
/// The same happens when our own process ends, by whatever signal, so that nothing has to be
/// done on SIGINT or SIGTERM.
struct ChildProcess: ~Copyable {
    /// How a process ended.
    enum End: Equatable {
        case exit(Int32)
        case signal(Int32)
    }

    private var handle: child_handle

    /// Starts a process; throws when its program cannot be executed.
    init(_ launch: ServerLaunch, limits: ClientLimits) throws(ClientError) {
        handle = try Self.started(launch, limits)
    }

    deinit {
        var handle = handle
        child_end(&handle)
    }

    /// Where to write what the process reads; -1 once closed.
    var input: Int32 { handle.input }
    /// Where to read what the process writes.
    var output: Int32 { handle.output }
    /// Where to read what the process says about itself.
    var error: Int32 { handle.error }

    /// Tells the process that nothing more will come.
    mutating func closeInput() { child_close_input(&handle) }

    /// How the process ended, or `nil` when it still runs at the deadline.
    func end(until deadline: Deadline) -> End? {
        while let event = Self.nextEvent(handle.status, until: deadline) {
            switch event.kind {
            case Int32(child_exited.rawValue): return .exit(event.value)
            case Int32(child_signaled.rawValue): return .signal(event.value)
            default: continue
            }
        }
        return nil
    }

    private static func started(
        _ launch: ServerLaunch, _ limits: ClientLimits
    ) throws(ClientError) -> child_handle {
        let variables = ChildEnvironment.merged(
            ChildEnvironment.ofThisProcess(), launch.environment)
        for text in [launch.command] + launch.arguments + variables where text.utf8.contains(0) {
            throw ClientError(.notStarted, "a command cannot have a NUL byte in \(quoted(text))")
        }
        var handle = child_handle()
        let problem = start(launch, variables, limits.endTime, &handle)
        guard problem == 0 else {
            let cause = String(cString: strerror(problem))
            throw ClientError(
                .notStarted, "could not make a process for `\(launch.command)`: \(cause)",
                isRetryable: problem == EAGAIN)
        }
        let event = nextEvent(handle.status, until: Deadline(after: limits.answerTime))
        guard event?.kind == Int32(child_started.rawValue) else {
            child_end(&handle)
            throw startProblem(event, launch)
        }
        return handle
    }

    private static func start(
        _ launch: ServerLaunch, _ variables: [String], _ grace: Duration,
        _ handle: inout child_handle
    ) -> Int32 {
        withCStrings([launch.command] + launch.arguments) { arguments in
            withCStrings(variables) { environment in
                var request = child_launch()
                request.arguments = arguments
                request.environment = environment
                request.grace_milliseconds = Deadline(after: grace).pollMilliseconds
                guard let directory = launch.directory else {
                    return child_start(&request, &handle)
                }
                return directory.withCString { directory in
                    request.directory = directory
                    return child_start(&request, &handle)
                }
            }
        }
    }

    private static func nextEvent(_ status: Int32, until deadline: Deadline) -> child_event? {
        while true {
            var entry = pollfd(fd: status, events: Int16(POLLIN), revents: 0)
            let ready = poll(&entry, 1, deadline.pollMilliseconds)
            if ready == 0 || (ready < 0 && errno != EINTR) { return nil }
            guard ready > 0 else { continue }
            var event = child_event()
            let size = MemoryLayout<child_event>.size
            let count = read(status, &event, size)
            if count == size { return event }
            if count >= 0 || errno != EINTR { return nil }
        }
    }

    private static func startProblem(_ event: child_event?, _ launch: ServerLaunch) -> ClientError {
        let cause = String(cString: strerror(event?.value ?? 0))
        let command = "`\(launch.command)`"
        let message =
            switch (event?.kind, event?.value) {
            case (Int32(child_directory_failed.rawValue), _):
                "could not start \(command) in \(launch.directory ?? "."): \(cause)"
            case (Int32(child_exec_failed.rawValue), ENOENT) where !launch.command.contains("/"):
                "there is no command \(command) on the PATH; install it or give its full path"
            case (Int32(child_exec_failed.rawValue), ENOENT):
                "there is no program \(command), or what its first line names is missing"
            case (Int32(child_exec_failed.rawValue), EACCES):
                "\(command) may not be executed; it may lack the permission (chmod +x)"
            case (Int32(child_exec_failed.rawValue), ENOEXEC):
                "\(command) is not a program for this system; a script needs a #! line"
            case (nil, _): "\(command) did not start in time"
            default: "could not start \(command): \(cause)"
            }
        return ClientError(.notStarted, message)
    }
}

/// Lends an array of C strings that ends with a null pointer.
private func withCStrings<Value>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Value
) -> Value {
    let copies = texts.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    let pointers = copies.map { UnsafePointer<CChar>($0) } + [nil]
    return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
}
