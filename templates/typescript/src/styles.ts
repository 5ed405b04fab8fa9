// SPDX-License-Identifier: Apache-2.0

// The parameter styles of OpenAPI 3.1: those of RFC 6570 and those it adds.

import type { JsonObject, Style } from './operations.ts';

export type Encode = (text: string) => string;

/** A name and a value, both encoded as they will be written. */
export type Pair = [name: string, value: string];

const DELIMITERS: Partial<Record<Style, string>> = { spaceDelimited: '%20', pipeDelimited: '%7C' };

/** A single value as text. Containers inside a styled value have no style of their own: JSON. */
export function plainText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Null stands for "no value", so null items and members are left out. */
function texts(value: unknown, encode: Encode): string[] {
  const items = Array.isArray(value) ? value : [value];
  return items.filter((item) => item !== null).map((item) => encode(plainText(item)));
}

function members(value: JsonObject, encodeName: Encode, encode: Encode): Pair[] {
  return Object.entries(value)
    .filter(([, member]) => member !== null)
    .map(([name, member]) => [encodeName(name), encode(plainText(member))]);
}

/** Whether a value has nothing to write: no item, no member, or only empty ones. */
export function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => item === null || item === '');
  if (isObject(value)) return Object.values(value).every((member) => member === null);
  return value === '';
}

/** Style simple; an object that explodes is written `key=value`. */
export function simple(value: unknown, explode: boolean, encode: Encode, delimiter = ','): string {
  if (!isObject(value)) return texts(value, encode).join(delimiter);
  return members(value, encode, encode)
    .map((pair) => pair.join(explode ? '=' : delimiter))
    .join(delimiter);
}

/** What stands for a value in a path, in style simple, label or matrix. */
export function pathText(
  name: string,
  value: unknown,
  style: Style,
  explode: boolean,
  encode: Encode,
): string {
  if (style === 'label') return `.${simple(value, explode, encode, explode ? '.' : ',')}`;
  if (style !== 'matrix') return simple(value, explode, encode);
  if (!explode) return `;${encode(name)}=${simple(value, false, encode)}`;
  const pairs: Pair[] = isObject(value)
    ? members(value, encode, encode)
    : texts(value, encode).map((text) => [encode(name), text]);
  return pairs.map((pair) => `;${pair.join('=')}`).join('');
}

/** The pairs of a query or of a form, in style form, spaceDelimited, pipeDelimited or deepObject. */
export function queryPairs(
  name: string,
  value: unknown,
  style: Style,
  explode: boolean,
  encodeName: Encode,
  encode: Encode,
): Pair[] {
  if (value === null || (typeof value === 'object' && Object.keys(value).length === 0)) return [];
  if (style === 'deepObject') return deepPairs(name, value, encodeName, encode);
  if (explode && isObject(value)) return members(value, encodeName, encode);
  if (explode || typeof value !== 'object') {
    return texts(value, encode).map((text) => [encodeName(name), text]);
  }
  return [[encodeName(name), simple(value, false, encode, DELIMITERS[style] ?? ',')]];
}

/** `f[a][b]=1`; plain items of an array repeat the name, containers in it are numbered. */
function deepPairs(name: string, value: unknown, encodeName: Encode, encode: Encode): Pair[] {
  if (value === null) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      const nested = typeof item === 'object' && item !== null;
      return deepPairs(nested ? `${name}[${index}]` : name, item, encodeName, encode);
    });
  }
  if (!isObject(value)) return [[encodeName(name), encode(plainText(value))]];
  return Object.entries(value).flatMap(([key, member]) =>
    deepPairs(`${name}[${key}]`, member, encodeName, encode),
  );
}
