// SPDX-License-Identifier: Apache-2.0

// From checked arguments to the exact request: what is written where, byte for byte. No network,
// no environment, no clock.

import { randomBytes } from 'node:crypto';
import { encodeBody } from './body.ts';
import { type JsonObject, own, type Parameter, type RequestPlan } from './operations.ts';
import { Problem } from './problem.ts';
import { isEmpty, type Pair, pathText, queryPairs, simple } from './styles.ts';
import { cookieValue, headerValue, isJson, percentEncode, token } from './text.ts';

export interface BuiltRequest {
  method: string;
  /** Percent-encoded; without the base path of the server. May end with a query of its own. */
  path: string;
  query: Pair[];
  headers: Pair[];
  cookies: Pair[];
  body?: Uint8Array;
}

/** These frame the message or say who it is for: never an argument's to set. */
const FRAMING = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The boundary only matters to multipart bodies. */
export function buildRequest(
  plan: RequestPlan,
  values: JsonObject,
  boundary = randomBytes(16).toString('hex'),
): BuiltRequest {
  const request: BuiltRequest = {
    method: plan.method.toUpperCase(),
    path: '',
    query: [],
    headers: plan.accept ? [['accept', plan.accept]] : [],
    cookies: [],
  };
  const steps = new Map<string, string>();
  for (const parameter of plan.parameters) {
    const value = own(values, parameter.argument);
    if (value !== undefined && value !== null) place(request, steps, parameter, value);
  }
  request.path = fillPath(plan.path, steps);
  const body = plan.body ? encodeBody(plan.body, values, boundary) : undefined;
  if (body === undefined) return request;
  request.headers.push(['content-type', body.contentType]);
  return { ...request, body: body.bytes };
}

function place(
  request: BuiltRequest,
  steps: Map<string, string>,
  parameter: Parameter,
  value: unknown,
): void {
  const sent = parameter.contentType === undefined ? value : documentText(parameter, value);
  switch (parameter.in) {
    case 'path':
      steps.set(parameter.name, inPath(parameter, sent));
      return;
    case 'query':
      request.query.push(...inQuery(parameter, sent));
      return;
    case 'header':
      request.headers.push(...inHeader(parameter, sent));
      return;
    case 'cookie':
      request.cookies.push(...inCookie(parameter, sent));
  }
}

/** The value of a `content` parameter, by its media type. */
function documentText({ contentType = '', in: where }: Parameter, value: unknown): string {
  if (typeof value === 'string' && !isJson(contentType)) return value;
  const text = JSON.stringify(value);
  // JSON is full of characters that cookies do not allow.
  if (where === 'cookie') return percentEncode(text);
  return where === 'header' ? asciiJson(text) : text;
}

function asciiJson(text: string): string {
  return text.replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function inPath(parameter: Parameter, value: unknown): string {
  if (isEmpty(value)) {
    throw new Problem(`"${parameter.argument}" is part of the address and must not be empty.`);
  }
  const { name, style = 'simple', explode = false, allowReserved = false } = parameter;
  const kept = allowReserved ? 'path' : 'none';
  return pathText(name, value, style, explode, (text) => percentEncode(text, kept));
}

function inQuery(parameter: Parameter, value: unknown): Pair[] {
  const { name, style = 'form', explode = style === 'form', allowReserved = false } = parameter;
  const kept = allowReserved ? 'query' : 'none';
  const encode = (text: string) => percentEncode(text, kept);
  return queryPairs(name, value, style, explode, (text) => percentEncode(text), encode);
}

function inHeader(parameter: Parameter, value: unknown): Pair[] {
  const { argument, explode = false } = parameter;
  const name = token(parameter.name, `The header of "${argument}"`);
  if (FRAMING.has(name.toLowerCase())) {
    throw new Problem(`"${argument}" would set the header ${name}, which frames the message.`);
  }
  if (typeof value === 'object' && Object.keys(value as object).length === 0) return [];
  const text = simple(value, explode, (item) => item);
  return [[name, headerValue(text, `"${argument}"`)]];
}

function inCookie(parameter: Parameter, value: unknown): Pair[] {
  const { argument, name, explode = true } = parameter;
  const encodeName = (text: string) => token(text, `The cookie of "${argument}"`);
  const encode = (text: string) => cookieValue(text, `"${argument}"`);
  return queryPairs(name, value, 'form', explode, encodeName, encode);
}

// Path

/** Fills the template in one pass: values are never looked at again. */
function fillPath(template: string, steps: Map<string, string>): string {
  const path = template.replace(/\{([^{}]*)\}|[^{}]+|[{}]/g, (literal, name?: string) => {
    const step = name === undefined ? undefined : steps.get(name);
    return step ?? percentEncode(literal, 'literal');
  });
  refuseDotSteps(path.split('?')[0] ?? '');
  return path;
}

/**
 * Servers and proxies on the way read a step "." or ".." as another address; some decode slashes
 * and dots before they do.
 */
function refuseDotSteps(path: string): void {
  const steps = path.split(/\/|%2F|%5C/i).map((step) => step.replace(/%2e/gi, '.'));
  if (steps.includes('.') || steps.includes('..')) {
    throw new Problem('An argument that is part of the address must not be or hold "." or "..".');
  }
}

/** The path and query as they are written, below the base path of a server. */
export function requestTarget(request: BuiltRequest, basePath: string, baseQuery = ''): string {
  const [path = '', ...more] = request.path.split('?');
  const query = [baseQuery, more.join('?'), ...request.query.map((pair) => pair.join('='))]
    .filter((text) => text !== '')
    .join('&');
  const slash = path.startsWith('/') ? '' : '/';
  return `${basePath}${slash}${path}${query === '' ? '' : `?${query}`}`;
}
