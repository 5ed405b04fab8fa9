#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0

// The command line: reads the options, checks the settings and starts the server.

import { parseArgs } from 'node:util';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { type App, createApp } from './app.ts';
import { chooseCredential } from './credentials.ts';
import { type Operations, readOperations } from './operations.ts';
import { type Environment, readSettings, type Settings } from './settings.ts';
import { startTelemetry, type Telemetry } from './telemetry.ts';

const LONGEST_END = 5_000;

const OPTIONS = {
  http: { type: 'boolean' },
  stdio: { type: 'boolean' },
  host: { type: 'string' },
  port: { type: 'string' },
  list: { type: 'boolean' },
  check: { type: 'boolean' },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const HELP = `Serves the tools of this server over the Model Context Protocol, on stdio or HTTP.

  --http         serve HTTP, at the path /mcp
  --stdio        serve stdio
  --host HOST    address to listen on (default 127.0.0.1)
  --port PORT    port to listen on (default 8000)
  --list         print the names of the tools
  --check        check the settings and exit
  --version      print the version
`;

async function main(environment: Environment): Promise<void> {
  const options = readOptions();
  const operations = readOperations();
  if (options.help) return print(HELP.trimEnd());
  if (options.version) return print(operations.server.version);
  if (options.list) return print(operations.operations.map(({ tool }) => tool.name).join('\n'));

  const prefix = operations.environment;
  const { settings, problems } = readSettings(operations, {
    ...environment,
    // Options win over variables and are checked like them.
    ...(options.stdio ? { [`${prefix}_TRANSPORT`]: 'stdio' } : {}),
    ...(options.http ? { [`${prefix}_TRANSPORT`]: 'http' } : {}),
    ...(options.host === undefined ? {} : { [`${prefix}_HOST`]: options.host }),
    ...(options.port === undefined ? {} : { [`${prefix}_PORT`]: options.port }),
  });
  if (problems.length > 0) return giveUp(problems);
  for (const warning of missingCredentials(operations, environment)) {
    console.error(`Warning: ${warning}`);
  }
  if (options.check) return print('The settings are valid.');
  await serve(operations, settings, environment);
}

function readOptions() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    giveUp([(error as Error).message]);
    process.exit();
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function giveUp(problems: string[]): void {
  for (const problem of problems) console.error(problem);
  process.exitCode = 2;
}

function missingCredentials(operations: Operations, environment: Environment): string[] {
  const tools = new Map<string, number>();
  for (const { request } of operations.operations) {
    try {
      chooseCredential(request.security, operations.schemes, environment);
    } catch (error) {
      const { message } = error as Error;
      tools.set(message, (tools.get(message) ?? 0) + 1);
    }
  }
  return [...tools].map(([message, count]) => `${message} (needed by ${count} tools)`);
}

async function serve(
  operations: Operations,
  settings: Settings,
  environment: Environment,
): Promise<void> {
  const telemetry = await startTelemetry(operations.server, environment);
  const app = createApp({ operations, settings, environment, telemetry });
  if (settings.transport === 'http') {
    // Loaded here, because stdio does not need it.
    const { serveHttp } = await import('./http.ts');
    endWhenAsked(app, telemetry, await serveHttp(app, settings));
    return;
  }
  // stdout belongs to the protocol; whatever a library prints goes to stderr.
  console.log = console.info = console.debug = console.error;
  const connection = serveStdio(() => app.newServer(), { onerror: report });
  endWhenAsked(app, telemetry, () => connection.close());
}

function report(error: Error): void {
  console.error(error.message);
}

/** Ends on a signal, and on stdio when the client closes its end. */
function endWhenAsked(app: App, telemetry: Telemetry, close: () => Promise<void>): void {
  let isEnding = false;
  const end = async () => {
    if (isEnding) return;
    isEnding = true;
    // Whatever hangs must not keep the process alive.
    setTimeout(() => process.exit(), LONGEST_END).unref();
    await Promise.allSettled([close(), app.close()]);
    await telemetry.flush().catch(report);
    process.exit();
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  // Calls that came before the end are still answered.
  process.stdin.once('end', () => app.idle().then(() => setImmediate(end)));
}

await main(process.env).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
