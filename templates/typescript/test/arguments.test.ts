// SPDX-License-Identifier: Apache-2.0

// The check of arguments. The examples are the same for every document.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checker } from '../src/arguments.ts';

test('all problems are reported at once, each with its place', () => {
  const check = checker({
    type: 'object',
    properties: {
      limit: { type: 'integer', maximum: 5 },
      filter: {
        type: 'object',
        properties: { kind: { enum: ['a', 'b'] } },
        required: ['kind', 'since'],
      },
      tags: { type: 'array', items: { type: 'string' } },
    },
    required: ['id'],
    additionalProperties: false,
  });
  assert.deepEqual(check({ limit: 999, filter: { kind: 'c' }, tags: ['x', 1], odd: 1 }), [
    '"id" is required but missing.',
    'limit: 999 is greater than 5.',
    'filter: "since" is required but missing.',
    'filter.kind: must be one of ["a","b"]. Given: "c"',
    'tags[1]: is of type number; expected "string".',
    '"odd": there is no such argument. Known: limit, filter, tags.',
  ]);
});

test('at most ten problems are listed', () => {
  const check = checker({ type: 'object', additionalProperties: false });
  const problems = check(Object.fromEntries([...'abcdefghijkl'].map((name) => [name, 1])));
  assert.equal(problems.length, 10);
  assert.equal(problems.at(-1), '… and 3 more problems.');
});

test('of alternatives, the one that was meant is explained', () => {
  const check = checker({ anyOf: [{ type: 'null' }, { type: 'string', maxLength: 1 }] });
  assert.deepEqual(check(null), []);
  assert.deepEqual(check('ab'), ['The arguments: String is too long (2 > 1).']);
});

test('names that objects inherit are ordinary names', () => {
  const closed = checker({ type: 'object', properties: {}, additionalProperties: false });
  for (const name of ['constructor', 'toString', '__proto__']) {
    assert.equal(closed(JSON.parse(`{"${name}":1}`)).length, 1, name);
  }
  const schema = JSON.parse(
    '{"properties":{"__proto__":{"type":"string"}},"required":["toString"]}',
  );
  assert.deepEqual(checker(schema)({}), ['"toString" is required but missing.']);
  assert.equal(checker(schema)(JSON.parse('{"__proto__":1,"toString":2}')).length, 1);
});

test('formats are remarks', () => {
  assert.deepEqual(checker({ type: 'string', format: 'date' })('soon'), []);
});

test('patterns of documents are understood or left to the API', () => {
  assert.equal(checker({ pattern: '^[a-z\\-\\_]+\\@$' })('A').length, 1);
  assert.deepEqual(checker({ pattern: '^[a-z\\-\\_]+\\@$' })('a-_@'), []);
  assert.deepEqual(checker({ pattern: '(?P<year>\\d+)\\Z' })('x'), []);
});

test('a pattern without an end does not stop the server', () => {
  const problems = checker({ pattern: '^(a+)+$' })(`${'a'.repeat(40)}!`);
  assert.match(problems[0] ?? '', /cannot be checked: Script execution timed out/);
});
