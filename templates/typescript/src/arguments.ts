// SPDX-License-Identifier: Apache-2.0

// Checks values against JSON Schema 2020-12 and says what is wrong in words a model can act on.
//
// The checker interprets the schema. Checkers that compile it (Ajv) would turn text from the API's
// document into JavaScript, and nothing from the document may become code.

import { createContext, Script } from 'node:vm';
import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';
import { type JsonObject, own } from './operations.ts';
import { Problem } from './problem.ts';

const MOST_PROBLEMS = 10;
const LONGEST_CHECK = 1_000;
const DEEPEST = 200;

/** Keywords whose value is data, not a schema. */
const DATA_KEYWORDS = new Set(['const', 'default', 'enum', 'example', 'examples']);

/** Keywords whose value maps free names to schemas. */
const MAP_KEYWORDS = new Set([
  '$defs',
  'definitions',
  'dependentSchemas',
  'patternProperties',
  'properties',
]);

/** Problems that only say that a deeper one exists. */
const ENVELOPES = new Set([
  '$ref',
  'additionalProperties',
  'allOf',
  'dependentSchemas',
  'false',
  'if',
  'items',
  'patternProperties',
  'prefixItems',
  'properties',
  'propertyNames',
  'unevaluatedProperties',
]);

const ADDITIONAL = new Set(['additionalProperties', 'unevaluatedProperties']);

export type Check = (value: unknown) => string[];

const context = createContext({ run: undefined });
const running = new Script('run()');

/**
 * Ends what takes too long, such as a regular expression of the document that backtracks without
 * an end. Only vm can interrupt one; the script is always the same.
 */
function inTime<Value>(run: () => Value): Value {
  context.run = run;
  return running.runInContext(context, { timeout: LONGEST_CHECK });
}

/** A check of values against the schema; it returns all problems at once, but at most ten. */
export function checker(schema: JsonObject): Check {
  let validator: Validator | undefined;
  return (value) => {
    // Made on first use: a server may hold hundreds of schemas and use few of them.
    validator ??= new Validator(prepared(schema) as Schema, '2020-12', false);
    try {
      const { valid, errors } = inTime(() => (validator as Validator).validate(bare(value)));
      return valid ? [] : described(errors, value, schema);
    } catch (error) {
      // A value nested too deeply, half a surrogate pair in a name, a pattern without an end.
      const { message = 'unknown fault' } = error as Partial<Error>;
      return [`The value cannot be checked: ${message.split('\n')[0]}`];
    }
  };
}

/**
 * A deep copy whose objects inherit nothing, so that names such as `constructor`, `toString` or
 * `__proto__` are ordinary names to everything that looks into it.
 */
export function bare(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) throw new Problem('A value is nested too deeply.');
  if (Array.isArray(value)) return value.map((item) => bare(item, depth + 1));
  const copy: JsonObject = Object.create(null);
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) copy[name] = bare(member, depth + 1);
  }
  return copy;
}

/** The schema as the checker needs it: formats are remarks, and patterns must compile. */
function prepared(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(prepared);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy: JsonObject = Object.create(null);
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'format') continue;
    if (keyword === 'pattern') {
      const pattern = unicodePattern(String(value));
      if (pattern !== undefined) copy[keyword] = pattern;
    } else if (DATA_KEYWORDS.has(keyword)) {
      copy[keyword] = bare(value);
    } else if (MAP_KEYWORDS.has(keyword)) {
      copy[keyword] = preparedMap(value as JsonObject, keyword === 'patternProperties');
    } else {
      copy[keyword] = prepared(value);
    }
  }
  return copy;
}

function preparedMap(map: JsonObject, namesArePatterns: boolean): JsonObject {
  const copy: JsonObject = Object.create(null);
  for (const [name, schema] of Object.entries(map)) {
    const key = namesArePatterns ? unicodePattern(name) : name;
    if (key !== undefined) copy[key] = prepared(schema);
  }
  return copy;
}

/**
 * The pattern as the regular expressions of JSON Schema (ECMAScript, Unicode mode) accept it.
 * Documents often escape characters that need none (`\-`, `\@`), which Unicode mode refuses. A
 * pattern of another dialect is dropped: the API itself still checks it.
 */
function unicodePattern(pattern: string): string | undefined {
  const repaired = pattern.replace(/\\([\s\S])/g, (sequence, character: string) =>
    /[A-Za-z0-9^$\\.*+?()[\]{}|/]/.test(character)
      ? sequence
      : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
  for (const candidate of [pattern, repaired]) {
    try {
      new RegExp(candidate, 'u');
      return candidate;
    } catch {
      // Try the next one.
    }
  }
  return undefined;
}

function described(errors: OutputUnit[], value: unknown, schema: JsonObject): string[] {
  const lines = new Set<string>();
  const relevant = relevantOnes(withoutRepeats(located(errors)));
  relevant.forEach((error, index) => {
    const line = sentence(error, relevant[index + 1], value, schema);
    if (line !== undefined) lines.add(line);
  });
  const all = lines.size > 0 ? [...lines] : ['The value does not match the schema.'];
  if (all.length <= MOST_PROBLEMS) return all;
  const rest = all.length - MOST_PROBLEMS + 1;
  return [...all.slice(0, MOST_PROBLEMS - 1), `… and ${rest} more problems.`];
}

/** The checker gives `false` schemas no keyword location of their own; they follow their parent. */
function located(errors: OutputUnit[]): OutputUnit[] {
  return errors.map((error, index) => {
    if (error.keyword !== 'false') return error;
    return { ...error, keywordLocation: `${errors[index - 1]?.keywordLocation ?? '#'}/false` };
  });
}

/** The checker takes a property that is wrong for an additional one too; that is left out. */
function withoutRepeats(errors: OutputUnit[]): OutputUnit[] {
  const wrong = new Set<string>();
  let skipped: string | undefined;
  return errors.filter(({ keyword, keywordLocation, instanceLocation, error }) => {
    if (skipped !== undefined && keywordLocation.startsWith(skipped)) return false;
    skipped = undefined;
    const name = /^Property "([\s\S]*)" (?:does|matches)/.exec(error)?.[1];
    const owner = keywordLocation.slice(0, keywordLocation.lastIndexOf('/'));
    const property = JSON.stringify([owner, instanceLocation, name]);
    if (keyword === 'properties' || keyword === 'patternProperties') wrong.add(property);
    const isRepeat = ADDITIONAL.has(keyword) && wrong.has(property);
    if (isRepeat) skipped = `${keywordLocation}/`;
    return !isRepeat;
  });
}

/**
 * What the alternatives of a failed anyOf or oneOf found wrong contradicts itself. It is kept only
 * where one alternative alone was meant, as in "a string or null".
 */
function relevantOnes(errors: OutputUnit[]): OutputUnit[] {
  const kept: OutputUnit[] = [];
  for (let index = 0; index < errors.length; ) {
    const error = errors[index] as OutputUnit;
    index += 1;
    if (error.keyword !== 'anyOf' && error.keyword !== 'oneOf') {
      kept.push(error);
      continue;
    }
    const start = index;
    while (errors[index]?.keywordLocation.startsWith(`${error.keywordLocation}/`)) index += 1;
    const meant = meantAlternative(error, errors.slice(start, index));
    kept.push(...(meant === undefined ? [error] : relevantOnes(meant)));
  }
  return kept;
}

/** The errors of the only alternative that is of the value's type, if there is such a one. */
function meantAlternative(choice: OutputUnit, errors: OutputUnit[]): OutputUnit[] | undefined {
  const alternatives = new Map<string, OutputUnit[]>();
  for (const error of errors) {
    const number = error.keywordLocation.slice(choice.keywordLocation.length + 1).split('/')[0];
    const list = alternatives.get(number ?? '') ?? [];
    alternatives.set(number ?? '', [...list, error]);
  }
  const fitting = [...alternatives.values()].filter(
    (list) =>
      !list.some(
        ({ keyword, instanceLocation }) =>
          keyword === 'type' && instanceLocation === choice.instanceLocation,
      ),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

function sentence(
  error: OutputUnit,
  next: OutputUnit | undefined,
  value: unknown,
  schema: JsonObject,
): string | undefined {
  const { keyword, instanceLocation } = error;
  if (next?.keyword === 'false') return unknownName(next.instanceLocation, schema);
  if (ENVELOPES.has(keyword)) return undefined;
  const place = placeName(instanceLocation);
  if (keyword === 'required') {
    const name = /"([\s\S]*)"/.exec(error.error)?.[1] ?? '?';
    return `${place === '' ? '' : `${place}: `}"${name}" is required but missing.`;
  }
  const label = place === '' ? 'The arguments' : place;
  if (keyword === 'anyOf' || keyword === 'oneOf') {
    return `${label}: matches none of the allowed forms, or more than one.`;
  }
  return `${label}: ${reworded(error.error)}${given(keyword, instanceLocation, value)}`;
}

/** The checker speaks of instances; a model knows values. */
function reworded(text: string): string {
  return text
    .replace(/^Instance type "(\w+)" is invalid\. Expected /, 'is of type $1; expected ')
    .replace(/^Instance does not match any of /, 'must be one of ')
    .replace(/^Instance does not match /, 'must be ')
    .slice(0, 500);
}

/** Shows the value where seeing it helps; never a long one. */
function given(keyword: string, location: string, value: unknown): string {
  if (keyword !== 'enum' && keyword !== 'const' && keyword !== 'pattern') return '';
  const text = JSON.stringify(valueAt(value, pointerNames(location)));
  return text !== undefined && text.length <= 80 ? ` Given: ${text}` : '';
}

function unknownName(location: string, schema: JsonObject): string {
  const names = pointerNames(location);
  const name = names.at(-1) ?? '';
  if (names.length !== 1) return `${placeName(location)}: is not allowed here.`;
  const known = Object.keys((own(schema, 'properties') as JsonObject | undefined) ?? {});
  const list = known.length === 0 ? 'This tool takes none.' : `Known: ${known.join(', ')}.`;
  return `"${name}": there is no such argument. ${list}`.slice(0, 700);
}

function pointerNames(location: string): string[] {
  return location
    .split('/')
    .slice(1)
    .map((part) => decodeSafely(part).replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The place as a path of names: `filter.tags[2]`. */
function placeName(location: string): string {
  return pointerNames(location).reduce(
    (path, name) =>
      /^\d+$/.test(name) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`,
    '',
  );
}

function valueAt(value: unknown, names: string[]): unknown {
  return names.reduce<unknown>(
    (at, name) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, name)
        ? (at as JsonObject)[name]
        : undefined,
    value,
  );
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
