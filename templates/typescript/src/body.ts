// SPDX-License-Identifier: Apache-2.0

// Request bodies: JSON, forms, multipart, text and binary.

import { type Body, type FieldEncoding, type JsonObject, own } from './operations.ts';
import { Problem } from './problem.ts';
import { isObject, type Pair, plainText, queryPairs } from './styles.ts';
import { essence, headerValue, isJson, isText, percentEncode, utf8 } from './text.ts';

export interface EncodedBody {
  contentType: string;
  bytes: Uint8Array;
}

/** The body that the arguments make, or undefined where there is none to send. */
export function encodeBody(
  body: Body,
  values: JsonObject,
  boundary: string,
): EncodedBody | undefined {
  const value = bodyValue(body, values);
  if (value === undefined) return undefined;
  const type = essence(body.contentType);
  if (type.startsWith('multipart/') && isObject(value)) return multipart(body, value, boundary);
  // A range such as image/* is not a type that one can send.
  const contentType = type.includes('*') ? 'application/octet-stream' : body.contentType;
  return { contentType, bytes: wholeBody(body, type, value) };
}

function bodyValue(body: Body, values: JsonObject): unknown {
  if (body.argument !== undefined) return own(values, body.argument);
  const object: JsonObject = Object.create(null);
  for (const { argument, name } of body.fields ?? []) {
    const value = own(values, argument);
    if (value !== undefined) object[name] = value;
  }
  return Object.keys(object).length === 0 && !body.required ? undefined : object;
}

function wholeBody(body: Body, type: string, value: unknown): Uint8Array {
  if (isJson(type)) return utf8(JSON.stringify(value));
  if (type === 'application/x-www-form-urlencoded' && isObject(value)) return form(body, value);
  if (isText(type) || (typeof value === 'object' && value !== null)) return utf8(plainText(value));
  return fromBase64(value, 'The body');
}

function encodingOf(body: Body, field: string): FieldEncoding {
  return own(body.encoding ?? {}, field) ?? {};
}

// Forms

function form(body: Body, fields: JsonObject): Uint8Array {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    formPairs(name, value, encodingOf(body, name)),
  );
  return utf8(pairs.map((pair) => pair.join('=')).join('&'));
}

function formPairs(name: string, value: unknown, encoding: FieldEncoding): Pair[] {
  const { style = 'form', explode = style === 'form', allowReserved = false } = encoding;
  const isDocument = isJson(encoding.contentType ?? '') || isObject(value);
  const sent =
    value !== null && encoding.style === undefined && isDocument ? JSON.stringify(value) : value;
  const encode = (text: string) =>
    percentEncode(text, allowReserved ? 'query' : 'none').replaceAll('%20', '+');
  return queryPairs(name, sent, style, explode, encode, encode);
}

// Multipart

function multipart(body: Body, fields: JsonObject, boundary: string): EncodedBody {
  const parts = Object.entries(fields).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((item) => item !== null)
      .flatMap((item) => [
        utf8(`--${boundary}\r\n`),
        part(name, item, encodingOf(body, name)),
        utf8('\r\n'),
      ]),
  );
  return {
    contentType: `${essence(body.contentType)}; boundary=${boundary}`,
    bytes: Buffer.concat([...parts, utf8(`--${boundary}--\r\n`)]),
  };
}

function part(name: string, value: unknown, encoding: FieldEncoding): Uint8Array {
  const declared = declaredType(encoding);
  if (encoding.binary) return filePart(name, value, declared);
  if (typeof value === 'object' || isJson(declared)) {
    return headed(name, declared || 'application/json', utf8(JSON.stringify(value)));
  }
  return headed(name, declared, utf8(plainText(value)));
}

/** The first type that the document allows; a range of types says nothing. */
function declaredType({ contentType = '' }: FieldEncoding): string {
  const first = (contentType.split(',')[0] ?? '').trim();
  return first.includes('*') ? '' : first;
}

function filePart(name: string, value: unknown, declared: string): Uint8Array {
  const file = isObject(value) ? value : { data: value };
  const contentType = String(own(file, 'contentType') || declared || 'application/octet-stream');
  if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;[^\r\n]*)?$/.test(contentType)) {
    throw new Problem(`The contentType of "${name}" is not a media type such as image/png.`);
  }
  const data = fromBase64(own(file, 'data'), `The data of "${name}"`);
  return headed(name, contentType, data, String(own(file, 'filename') || name));
}

function headed(
  name: string,
  contentType: string,
  data: Uint8Array,
  filename?: string,
): Uint8Array {
  const file = filename === undefined ? '' : `; filename="${quoted(filename)}"`;
  const type =
    contentType === ''
      ? ''
      : `Content-Type: ${headerValue(contentType, `The type of "${name}"`)}\r\n`;
  const head = `Content-Disposition: form-data; name="${quoted(name)}"${file}\r\n${type}\r\n`;
  return Buffer.concat([utf8(head), data]);
}

/** As browsers do it, so that a name can end neither its quotes nor its line. */
function quoted(text: string): string {
  return text
    .replaceAll('"', '%22')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A')
    .replace(/[\x00-\x1f\x7f]/g, '');
}

function fromBase64(value: unknown, what: string): Uint8Array {
  const text = typeof value === 'string' ? value.replace(/\s+/g, '') : '=';
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new Problem(`${what} must be base64 text, with its padding.`);
  }
  return Buffer.from(text, 'base64');
}
