// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import HostSystem

extension AsyncParsableCommand {
    /// Runs the command of this process and turns what it throws into the promised exit statuses.
    package static func runToTheEnd() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            Terminal.complain(failure.message)
            exit(failure.status)
        } catch let status as ExitStatus {
            exit(status)
        } catch {
            let message = fullMessage(for: error)
            guard exitCode(for: error).isSuccess else {
                Terminal.complain(message)
                exit(.unusable)
            }
            Terminal.print(message + "\n")
        }
    }

    private static func exit(_ status: ExitStatus) -> Never { Terminal.exit(status.rawValue) }
}
