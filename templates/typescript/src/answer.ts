// SPDX-License-Identifier: Apache-2.0

// From the API's answer to the result of a tool.

import { STATUS_CODES } from 'node:http';
import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Check } from './arguments.ts';
import { type Credential, withoutSecrets } from './credentials.ts';
import { type Answer, askedWait, type Wire } from './exchange.ts';
import { type JsonObject, own } from './operations.ts';
import { essence, isJson, isText, withoutControls } from './text.ts';

const LONGEST_MESSAGE = 2_000;

const TEXTUAL = new Set([
  'application/ecmascript',
  'application/graphql',
  'application/javascript',
  'application/x-javascript',
  'application/x-ndjson',
  'application/x-www-form-urlencoded',
  'application/x-yaml',
  'application/yaml',
]);

const PAGING = /limit|size|page|max|count|top|first|fields|select|offset|cursor/i;

export interface Exchanged {
  answer: Answer;
  wire: Wire;
  credential: Credential;
  inputSchema: JsonObject;
  /** Set where the tool declares an output schema. */
  checkOutput: Check | undefined;
}

export function failure(text: string): CallToolResult {
  return { ...textResult(withoutControls(text), undefined), isError: true };
}

export function toResult(exchanged: Exchanged): CallToolResult {
  const { answer, checkOutput } = exchanged;
  const { status, body } = answer;
  if (status >= 300 && status < 400 && status !== 304) return failure(redirect(exchanged));
  if (status < 200 || status >= 300) return failure(refusal(exchanged));
  if (answer.cutOff) return failure(tooLarge(exchanged));
  if (body.length === 0) return textResult(`Done: ${statusText(status)}.`, checkOutput && {});
  const type = essence(answer.headers['content-type'] ?? '');
  const value = type === '' || isJson(type) ? parsed(body) : undefined;
  if (value !== undefined) return valueResult(value, checkOutput);
  if (isBinary(type)) return binaryResult(body, type, checkOutput);
  const text = decoded(answer);
  if (checkOutput !== undefined) return valueResult(text, checkOutput);
  return textResult(withoutControls(text), undefined);
}

// Successes

function valueResult(value: unknown, check: Check | undefined): CallToolResult {
  if (check === undefined) return textResult(withoutControls(JSON.stringify(value)), undefined);
  const [problem] = check({ result: value });
  const structured = problem === undefined ? { result: value } : { unmatched: value };
  const result = textResult(withoutControls(JSON.stringify(structured)), structured);
  if (problem === undefined) return result;
  const note = `The API's answer does not match its description: ${problem}`;
  return { ...result, content: [...result.content, { type: 'text', text: withoutControls(note) }] };
}

function textResult(text: string, structured: JsonObject | undefined): CallToolResult {
  const content: CallToolResult['content'] = [{ type: 'text', text }];
  return structured === undefined ? { content } : { content, structuredContent: structured };
}

function binaryResult(body: Buffer, type: string, check: Check | undefined): CallToolResult {
  const data = body.toString('base64');
  const result = textResult(
    withoutControls(`Binary answer: ${type}, ${body.length} bytes.`),
    check && {},
  );
  return { ...result, content: [...result.content, binaryBlock(data, type)] };
}

function binaryBlock(data: string, mimeType: string): CallToolResult['content'][number] {
  if (mimeType.startsWith('image/')) return { type: 'image', data, mimeType };
  if (mimeType.startsWith('audio/')) return { type: 'audio', data, mimeType };
  return { type: 'resource', resource: { uri: 'smelt://answer', mimeType, blob: data } };
}

/** The value, or undefined where the bytes are not JSON in UTF-8. */
function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function isBinary(type: string): boolean {
  return type !== '' && !isJson(type) && !isText(type) && !TEXTUAL.has(type);
}

function decoded({ headers, body }: Answer): string {
  const charset = /charset="?([\w.:-]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

// Failures

function tooLarge({ wire, inputSchema }: Exchanged): string {
  const names = Object.keys((own(inputSchema, 'properties') as JsonObject | undefined) ?? {});
  const paging = names.filter((name) => PAGING.test(name)).slice(0, 6);
  const hint =
    paging.length > 0 ? ` with ${paging.join(', ')}` : ', for one item or with a narrower filter';
  return `The API's answer is larger than the limit of ${wire.limit} bytes, so it was cut off. Ask for less${hint}.`;
}

function redirect({ answer, wire }: Exchanged): string {
  const location = answer.headers.location ?? '';
  const base = wire.origin + wire.target;
  const url = URL.canParse(location, base) ? new URL(location, base) : undefined;
  // Without its query and its user name, which may repeat a credential.
  const place = url === undefined ? 'an unreadable address' : `${url.origin}${url.pathname}`;
  return `The API answered ${answer.status} and pointed to ${place.slice(0, 300)}; redirects to another place are not followed. If that address is right, set it as the base URL of this server.`;
}

/** One sentence that says what to do, then what the API said. */
function refusal(exchanged: Exchanged): string {
  const { answer, credential } = exchanged;
  const first = advice(answer, credential);
  const type = essence(answer.headers['content-type'] ?? '');
  const said = isBinary(type) ? '' : withoutSecrets(decoded(answer), credential);
  const quoted = withoutControls(said).trim();
  if (quoted === '') return first;
  const shown = quoted.length > LONGEST_MESSAGE ? `${quoted.slice(0, LONGEST_MESSAGE)}…` : quoted;
  return `${first}\nThe API's answer (${statusText(answer.status)}):\n${shown}`;
}

function advice(answer: Answer, credential: Credential): string {
  const { status } = answer;
  const wait = askedWait(answer);
  if (status === 400 || status === 422) {
    return `The API refused the arguments (${status}): correct them as it says and try again.`;
  }
  if (status === 401 || status === 403) return credentialAdvice(status, credential);
  if (status === 404 || status === 410) {
    return `Not found (${status}): check the ids and names in the arguments.`;
  }
  if (status === 409) {
    return 'Conflict (409): the present state of the resource does not allow this; read it first.';
  }
  if (status === 413) return 'Too large (413): send less in one call.';
  if (status === 429 || (status === 503 && wait !== undefined)) {
    const when =
      wait === undefined ? 'a little later' : `in ${Math.max(1, Math.ceil(wait / 1000))} seconds`;
    return `The API is busy or its rate limit is reached (${status}): try again ${when}.`;
  }
  if (status >= 500) {
    return `The API failed (${statusText(status)}): the arguments may be fine; try again later.`;
  }
  return `The API did not accept the request (${statusText(status)}).`;
}

function credentialAdvice(status: number, { variables }: Credential): string {
  if (variables.length === 0) {
    return `The API asks for credentials (${status}), but this tool was called without any.`;
  }
  const problem = status === 401 ? 'did not accept the credentials' : 'denied access';
  return `The API ${problem} (${status}): whoever runs this server should check the value and the rights of ${variables.join(' and ')}.`;
}

/** With the standard phrase; the one on the wire could say anything. */
function statusText(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ''}`.trim();
}
