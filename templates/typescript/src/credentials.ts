// SPDX-License-Identifier: Apache-2.0

// Which credentials a request needs, and where they go. Their values come from the environment and
// are never shown: not in answers, not in logs, not in traces.

import { type Operations, own, type SecurityScheme } from './operations.ts';
import { Problem } from './problem.ts';
import type { BuiltRequest } from './request.ts';
import { type Environment, variable } from './settings.ts';
import type { Pair } from './styles.ts';
import { cookieValue, headerValue, percentEncode, token, utf8 } from './text.ts';

type Schemes = Operations['schemes'];
type ApiKey = Extract<SecurityScheme, { kind: 'apiKey' }>;

export interface Credential {
  headers: Pair[];
  query: Pair[];
  cookies: Pair[];
  /** The variables it came from; these may be named. */
  variables: string[];
  /** Their values; these must never be shown. */
  secrets: string[];
}

export class MissingCredentials extends Problem {}

/** The credential of the first alternative that is wholly set up, else an empty one if allowed. */
export function chooseCredential(
  security: string[][],
  schemes: Schemes,
  environment: Environment,
): Credential {
  const credential = newCredential();
  for (const names of security) {
    const used = names.map((name) => own(schemes, name));
    if (names.length > 0 && used.every((scheme) => isSetUp(scheme, environment))) {
      for (const scheme of used) add(credential, scheme as SecurityScheme, environment);
      return credential;
    }
  }
  if (security.length === 0 || security.some((names) => names.length === 0)) return credential;
  throw new MissingCredentials(advice(security, schemes));
}

function newCredential(): Credential {
  return { headers: [], query: [], cookies: [], variables: [], secrets: [] };
}

function isSetUp(scheme: SecurityScheme | undefined, environment: Environment): boolean {
  if (scheme === undefined || scheme.kind === 'unsupported') return false;
  // The password of a login may be empty, its user name may not.
  const needed = scheme.kind === 'basic' ? scheme.variables.slice(0, 1) : scheme.variables;
  return needed.every((name) => variable(environment, name) !== undefined);
}

function add(credential: Credential, scheme: SecurityScheme, environment: Environment): void {
  const [name = '', other = ''] = scheme.variables;
  credential.variables.push(...scheme.variables);
  if (scheme.kind === 'basic') {
    const password = own(environment, other) ?? '';
    const login = utf8(`${own(environment, name) ?? ''}:${password}`).toString('base64');
    credential.headers.push(['authorization', `Basic ${login}`]);
    credential.secrets.push(login, password);
    return;
  }
  const secret = variable(environment, name) ?? '';
  credential.secrets.push(secret);
  if (scheme.kind === 'bearer') {
    const text = headerValue(secret, `The variable ${name}`);
    credential.headers.push(['authorization', `Bearer ${text}`]);
  } else if (scheme.kind === 'apiKey') {
    addKey(credential, scheme, secret, `The variable ${name}`);
  }
}

function addKey(credential: Credential, scheme: ApiKey, secret: string, what: string): void {
  if (scheme.in === 'query') {
    credential.query.push([percentEncode(scheme.name), percentEncode(secret)]);
  } else if (scheme.in === 'header') {
    credential.headers.push([token(scheme.name, what), headerValue(secret, what)]);
  } else {
    credential.cookies.push([token(scheme.name, what), cookieValue(secret, what)]);
  }
}

/** Which variables would help, or why none can. */
function advice(security: string[][], schemes: Schemes): string {
  const choices = new Set<string>();
  const reasons = new Set<string>();
  for (const names of security) {
    const used = names.map((name) => own(schemes, name) ?? UNKNOWN);
    const unusable = used.flatMap((scheme) => (scheme.kind === 'unsupported' ? [scheme] : []));
    for (const { reason } of unusable) reasons.add(reason);
    if (unusable.length === 0) {
      choices.add(used.flatMap(({ variables }) => variables).join(' and '));
    }
  }
  if (choices.size === 0) {
    return `This tool cannot be used with this server: ${[...reasons].join('; ')}.`;
  }
  return `Credentials are missing. Ask the person who runs this server to set ${[...choices].join(', or ')} in its environment.`;
}

const UNKNOWN: SecurityScheme = {
  kind: 'unsupported',
  reason: 'the security scheme is unknown',
  variables: [],
};

/** The request with the credential, which replaces arguments of the same name. */
export function withCredential(request: BuiltRequest, credential: Credential): BuiltRequest {
  return {
    ...request,
    headers: replaced(request.headers, credential.headers, (name) => name.toLowerCase()),
    query: replaced(request.query, credential.query),
    cookies: replaced(request.cookies, credential.cookies),
  };
}

function replaced(pairs: Pair[], others: Pair[], key = (name: string) => name): Pair[] {
  const taken = new Set(others.map(([name]) => key(name)));
  return [...pairs.filter(([name]) => !taken.has(key(name))), ...others];
}

/** Blanks the secrets out of a text, for answers that repeat them. */
export function withoutSecrets(text: string, { secrets }: Credential): string {
  // Shorter ones would blank out ordinary words.
  return secrets
    .filter((secret) => secret.length >= 6)
    .reduce((hidden, secret) => hidden.replaceAll(secret, '[hidden]'), text);
}
