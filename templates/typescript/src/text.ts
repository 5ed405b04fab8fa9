// SPDX-License-Identifier: Apache-2.0

// Small things about text that several files need.

import { Problem } from './problem.ts';

/**
 * Which reserved characters (RFC 3986) are kept, besides triplets that are encoded already:
 * - `none`: none at all, triplets neither;
 * - `query`: not `&`, `#` and `+`, which would change what a query says;
 * - `path`: not `/`, `?` and `#`, which would change the address;
 * - `literal`: what the API's document itself may write in an address.
 */
export type Kept = 'none' | 'query' | 'path' | 'literal';

const KEPT: Record<Kept, RegExp> = {
  none: /[A-Za-z0-9\-._~]/,
  query: /[A-Za-z0-9\-._~:/?[\]@!$'()*,;=]/,
  path: /[A-Za-z0-9\-._~:[\]@!$&'()*+,;=]/,
  literal: /[A-Za-z0-9\-._~/?:@!$&'()*+,;=]/,
};

export function percentEncode(text: string, kept: Kept = 'none'): string {
  const units = kept === 'none' ? /[\s\S]/gu : /%[0-9A-Fa-f]{2}|[\s\S]/gu;
  return wellFormed(text).replace(units, (unit) => {
    if (unit.length === 3 && unit.startsWith('%')) return unit;
    return KEPT[kept].test(unit) ? unit : percentBytes(unit);
  });
}

export function utf8(text: string): Buffer {
  return Buffer.from(wellFormed(text), 'utf8');
}

function wellFormed(text: string): string {
  if (text.isWellFormed()) return text;
  throw new Problem('A text holds half of a surrogate pair, which is not a character.');
}

function percentBytes(text: string): string {
  return [...utf8(text)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}

/** A media type without its parameters, in lower case. */
export function essence(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

export function isJson(contentType: string): boolean {
  const type = essence(contentType);
  return type === 'application/json' || type === 'text/json' || type.endsWith('+json');
}

/** Subtypes that are text although their type is not `text`. */
const TEXTS = new Set([
  'xml',
  'graphql',
  'x-ndjson',
  'ndjson',
  'jsonl',
  'json-seq',
  'javascript',
  'toml',
  'sql',
]);

export function isText(contentType: string): boolean {
  const type = essence(contentType);
  const subtype = type.slice(type.indexOf('/') + 1);
  return type.startsWith('text/') || TEXTS.has(subtype) || /(?:\+xml|yaml)$/.test(subtype);
}

/** A header's value, or a refusal of what would break or split the header. */
export function headerValue(text: string, what: string): string {
  if (/^[\x20-\x7e\xa0-\xff]*$/.test(text) && text === text.trim()) return text;
  throw new Problem(
    `${what} goes into a header: use no line breaks, no other control characters, only Latin-1 letters, and no space at either end.`,
  );
}

/** A cookie's value, or a refusal of what would end it or begin another cookie. */
export function cookieValue(text: string, what: string): string {
  if (/^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/.test(text)) return text;
  throw new Problem(
    `${what} goes into a cookie: use no white space, no control or non-ASCII characters, nor any of ; , " \\`,
  );
}

/** The name of a header or a cookie, or a refusal. */
export function token(text: string, what: string): string {
  if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text)) return text;
  throw new Problem(`${what} has a name that HTTP does not allow: ${JSON.stringify(text)}.`);
}

/** Text from outside, safe to show: without control characters except line breaks and tabs. */
export function withoutControls(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '');
}
