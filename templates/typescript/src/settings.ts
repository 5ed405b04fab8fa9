// SPDX-License-Identifier: Apache-2.0

// What the environment says. Every variable begins with the server's own prefix.

import { type Operations, own, type ServerAddress } from './operations.ts';
import { percentEncode } from './text.ts';

export type Environment = Record<string, string | undefined>;

export interface Address {
  origin: string;
  /** Percent-encoded, without a slash at its end. */
  basePath: string;
  query: string;
}

export interface Settings {
  /** By the index of `servers`; undefined where the address cannot be used. */
  addresses: (Address | undefined)[];
  timeoutSeconds: number;
  maxResponseBytes: number;
  retries: number;
  maxConcurrency: number;
  transport: 'stdio' | 'http';
  host: string;
  port: number;
  /** Names by which HTTP clients may address this server, besides those of this machine. */
  allowedHosts: string[];
}

export interface ReadSettings {
  settings: Settings;
  /** What keeps the server from starting, one sentence each. */
  problems: string[];
}

/** The value of a variable; a variable that is set to nothing counts as not set. */
export function variable(environment: Environment, name: string): string | undefined {
  return own(environment, name)?.trim() || undefined;
}

export function readSettings(operations: Operations, environment: Environment): ReadSettings {
  const problems: string[] = [];
  const name = (suffix: string) => `${operations.environment}_${suffix}`;
  const text = (suffix: string) => variable(environment, name(suffix));
  const number = (suffix: string, fallback: number, least: number, most?: number) => {
    const given = text(suffix);
    const value = given === undefined ? fallback : Number(given);
    if (value >= least && value <= (most ?? Number.MAX_SAFE_INTEGER)) return value;
    const range = most === undefined ? `of at least ${least}` : `from ${least} to ${most}`;
    problems.push(`${name(suffix)} must be a number ${range}.`);
    return fallback;
  };
  const whole = (suffix: string, fallback: number, least: number, most?: number) => {
    const value = number(suffix, fallback, least, most);
    if (Number.isInteger(value)) return value;
    problems.push(`${name(suffix)} must be a whole number.`);
    return fallback;
  };
  const transport = text('TRANSPORT') ?? operations.transport ?? 'stdio';
  if (transport !== 'stdio' && transport !== 'http') {
    problems.push(`${name('TRANSPORT')} must be stdio or http.`);
  }
  const settings: Settings = {
    addresses: readAddresses(operations, environment, problems),
    timeoutSeconds: number('TIMEOUT', 30, 0.001, 86_400),
    maxResponseBytes: whole('MAX_RESPONSE_BYTES', 1024 * 1024, 1),
    retries: whole('RETRIES', 2, 0, 10),
    maxConcurrency: whole('MAX_CONCURRENCY', 10, 1),
    transport: transport === 'http' ? 'http' : 'stdio',
    host: text('HOST') ?? '127.0.0.1',
    port: whole('PORT', 8000, 0, 65_535),
    allowedHosts: (text('ALLOWED_HOSTS') ?? '')
      .split(',')
      .map((host) => host.trim())
      .filter(Boolean),
  };
  return { settings, problems };
}

function readAddresses(
  operations: Operations,
  environment: Environment,
  problems: string[],
): (Address | undefined)[] {
  const baseName = `${operations.environment}_BASE_URL`;
  const base = variable(environment, baseName);
  if (base !== undefined) {
    const address = parseAddress(base, baseName, problems);
    return operations.servers.map(() => address);
  }
  const used = new Set(operations.operations.map(({ request }) => request.server));
  return operations.servers.map((server, index) => {
    if (!used.has(index)) return undefined;
    const url = expand(server, environment, problems);
    if (url === undefined) return undefined;
    if (/^https?:\/\//i.test(url)) return parseAddress(url, `The address ${url}`, problems);
    const known = url === '' ? 'names no address' : `gives only "${url}" as the address`;
    const problem = `The API's document ${known}: set ${baseName} to an absolute URL.`;
    if (!problems.includes(problem)) problems.push(problem);
    return undefined;
  });
}

function expand(
  server: ServerAddress,
  environment: Environment,
  problems: string[],
): string | undefined {
  let valid = true;
  const url = server.url.replace(/\{([^{}]*)\}/g, (text, name: string) => {
    const known = own(server.variables ?? {}, name);
    if (known === undefined) return text;
    const value = variable(environment, known.variable) ?? known.default;
    if (known.values === undefined || known.values.includes(value)) return value;
    problems.push(`${known.variable} is "${value}" but must be one of ${known.values.join(', ')}.`);
    valid = false;
    return value;
  });
  return valid ? url : undefined;
}

/** Not by URL: that would rewrite parts of the path. */
function parseAddress(text: string, what: string, problems: string[]): Address | undefined {
  const parts = /^(https?:\/\/[^\s/?#@]+)([^\s?#]*)(?:\?([^\s#]*))?(?:#\S*)?$/i.exec(text);
  const [, start = '', path = '', query = ''] = parts ?? [];
  if (!URL.canParse(start)) {
    problems.push(`${what} must be an absolute http or https URL without a user name.`);
    return undefined;
  }
  const basePath = percentEncode(path, 'literal').replace(/\/+$/, '');
  return { origin: new URL(start).origin, basePath, query };
}
