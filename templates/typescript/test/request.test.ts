// SPDX-License-Identifier: Apache-2.0

// How arguments become requests. The examples are the same for every document.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Body, JsonObject, Parameter, RequestPlan } from '../src/operations.ts';
import { type BuiltRequest, buildRequest, requestTarget } from '../src/request.ts';

const COLOURS = { R: 100, G: 200 };

function planOf(parts: Partial<RequestPlan>): RequestPlan {
  return {
    method: 'GET',
    path: '/',
    server: 0,
    parameters: [],
    security: [],
    idempotent: true,
    ...parts,
  };
}

function built(parameter: Omit<Parameter, 'argument' | 'name'>, value: unknown): BuiltRequest {
  const path = parameter.in === 'path' ? '/a/{v}' : '/a';
  const plan = planOf({ path, parameters: [{ argument: 'v', name: 'v', ...parameter }] });
  return buildRequest(plan, { v: value });
}

function target(parameter: Omit<Parameter, 'argument' | 'name'>, value: unknown): string {
  return requestTarget(built(parameter, value), '');
}

const PATHS: [style: Parameter['style'], explode: boolean, value: unknown, step: string][] = [
  ['simple', false, 'v1.2', 'v1.2'],
  ['simple', false, 'a/b c%é', 'a%2Fb%20c%25%C3%A9'],
  ['simple', false, ['a', 'b,c'], 'a,b%2Cc'],
  ['simple', false, COLOURS, 'R,100,G,200'],
  ['simple', true, COLOURS, 'R=100,G=200'],
  ['label', false, 2, '.2'],
  ['label', false, ['a', 'b'], '.a,b'],
  ['label', true, ['a', 'b'], '.a.b'],
  ['label', true, COLOURS, '.R=100.G=200'],
  ['matrix', false, 1, ';v=1'],
  ['matrix', false, ['a', 'b'], ';v=a,b'],
  ['matrix', true, ['a', 'b'], ';v=a;v=b'],
  ['matrix', false, COLOURS, ';v=R,100,G,200'],
  ['matrix', true, COLOURS, ';R=100;G=200'],
];

for (const [style, explode, value, step] of PATHS) {
  test(`a path in style ${style}, explode ${explode}: ${JSON.stringify(value)}`, () => {
    assert.equal(target({ in: 'path', style, explode }, value), `/a/${step}`);
  });
}

for (const value of ['', '.', '..', '../x', '..\\x', [], {}, [''], '\ud800']) {
  test(`a path value that is refused: ${JSON.stringify(value)}`, () => {
    assert.throws(() => target({ in: 'path' }, value), { name: 'Problem' });
  });
}

const QUERIES: [Omit<Parameter, 'argument' | 'name' | 'in'>, value: unknown, query: string][] = [
  [{ style: 'form' }, '', '?v='],
  [{ style: 'form' }, "a&b='+#é", '?v=a%26b%3D%27%2B%23%C3%A9'],
  [{ style: 'form' }, true, '?v=true'],
  [{ style: 'form' }, [], ''],
  [{ style: 'form' }, null, ''],
  [{ style: 'form', explode: true }, ['a', null, 2], '?v=a&v=2'],
  [{ style: 'form', explode: false }, ['a', 'b,c'], '?v=a,b%2Cc'],
  [{ style: 'form', explode: true }, COLOURS, '?R=100&G=200'],
  [{ style: 'form', explode: false }, COLOURS, '?v=R,100,G,200'],
  [{ style: 'form', explode: true }, { a: { b: [1] } }, '?a=%7B%22b%22%3A%5B1%5D%7D'],
  [{ style: 'spaceDelimited', explode: false }, ['a', 'b'], '?v=a%20b'],
  [{ style: 'pipeDelimited', explode: false }, ['a', 'b'], '?v=a%7Cb'],
  [{ style: 'pipeDelimited', explode: true }, ['a', 'b'], '?v=a&v=b'],
  [{ style: 'deepObject', explode: true }, { a: { b: 1 } }, '?v%5Ba%5D%5Bb%5D=1'],
  [{ style: 'deepObject', explode: true }, { a: ['x', 'y'] }, '?v%5Ba%5D=x&v%5Ba%5D=y'],
  [{ style: 'deepObject', explode: true }, { a: [{ b: 1 }] }, '?v%5Ba%5D%5B0%5D%5Bb%5D=1'],
  [{ style: 'form', allowReserved: true }, 'a/b?c=&#+%2F', '?v=a/b?c=%26%23%2B%2F'],
  [{ contentType: 'application/json' }, { a: 1 }, '?v=%7B%22a%22%3A1%7D'],
];

for (const [parameter, value, query] of QUERIES) {
  test(`a query ${JSON.stringify(parameter)}: ${JSON.stringify(value)}`, () => {
    assert.equal(target({ in: 'query', ...parameter }, value), `/a${query}`);
  });
}

test('headers are written as they are', () => {
  assert.deepEqual(built({ in: 'header' }, ['a b', 2]).headers, [['v', 'a b,2']]);
  assert.deepEqual(built({ in: 'header', explode: true }, COLOURS).headers, [['v', 'R=100,G=200']]);
  assert.deepEqual(built({ in: 'header', contentType: 'application/json' }, { a: 'é' }).headers, [
    ['v', '{"a":"\\u00e9"}'],
  ]);
});

for (const value of ['a\r\nX: y', 'a\0', 'a\tb', '名', ' a']) {
  test(`a header value that is refused: ${JSON.stringify(value)}`, () => {
    assert.throws(() => built({ in: 'header' }, value), { name: 'Problem' });
  });
}

test('cookies are written as they are', () => {
  assert.deepEqual(built({ in: 'cookie' }, 'a=b').cookies, [['v', 'a=b']]);
  assert.deepEqual(built({ in: 'cookie', explode: false }, ['a', 'b']).cookies, [['v', 'a,b']]);
});

for (const value of ['a; b=c', 'a b', 'a,b', '"a"', 'a\\b', 'a\nb', 'é', { 'x;y': 1 }]) {
  test(`a cookie value that is refused: ${JSON.stringify(value)}`, () => {
    assert.throws(() => built({ in: 'cookie' }, value), { name: 'Problem' });
  });
}

// Bodies

function bodyOf(body: Body, values: JsonObject): string | undefined {
  const request = buildRequest(planOf({ method: 'POST', body }), values, 'BOUNDARY');
  return request.body && Buffer.from(request.body).toString('latin1');
}

test('a JSON body is compact UTF-8 and keeps null', () => {
  const body: Body = {
    contentType: 'application/json',
    fields: [
      { argument: 'a', name: 'a' },
      { argument: 'b_2', name: 'b' },
    ],
  };
  assert.equal(bodyOf(body, { a: null, b_2: [1.0, 'x'] }), '{"a":null,"b":[1,"x"]}');
  assert.equal(bodyOf(body, {}), undefined);
  assert.equal(bodyOf({ ...body, required: true }, {}), '{}');
});

test('a name that objects inherit is an ordinary name', () => {
  const fields = [
    { argument: 'constructor', name: 'toString' },
    { argument: '__proto__', name: '__proto__' },
  ];
  const body: Body = { contentType: 'application/json', fields };
  assert.equal(bodyOf(body, {}), undefined);
  const values = JSON.parse('{"constructor":1,"__proto__":{"a":2}}');
  assert.equal(bodyOf(body, values), '{"toString":1,"__proto__":{"a":2}}');
});

test('a form body', () => {
  const body: Body = {
    contentType: 'application/x-www-form-urlencoded',
    argument: 'body',
    encoding: {
      deep: { style: 'deepObject' },
      list: { style: 'form', explode: false },
      doc: { contentType: 'application/json' },
    },
  };
  const value = {
    text: 'a b+c&é',
    many: [1, 2],
    list: [1, 2],
    object: { a: 1 },
    deep: { a: { b: 1 } },
    doc: ['x'],
    none: null,
  };
  assert.equal(
    bodyOf(body, { body: value }),
    [
      'text=a+b%2Bc%26%C3%A9',
      'many=1&many=2',
      'list=1,2',
      'object=%7B%22a%22%3A1%7D',
      'deep%5Ba%5D%5Bb%5D=1',
      'doc=%5B%22x%22%5D',
    ].join('&'),
  );
});

test('a multipart body', () => {
  const body: Body = {
    contentType: 'multipart/form-data',
    argument: 'body',
    encoding: { file: { binary: true, contentType: 'image/png' }, files: { binary: true } },
  };
  const value = {
    text: 'a',
    object: { b: 1 },
    file: { data: 'AP8=', filename: 'a"\r\n.png' },
    files: [{ data: 'QQ==', contentType: 'text/plain' }, { data: 'Qg==' }],
  };
  const part = (head: string, data: string) => `--BOUNDARY\r\n${head}\r\n\r\n${data}\r\n`;
  const disposition = 'Content-Disposition: form-data; name=';
  assert.equal(
    bodyOf(body, { body: value }),
    [
      part(`${disposition}"text"`, 'a'),
      part(`${disposition}"object"\r\nContent-Type: application/json`, '{"b":1}'),
      part(
        `${disposition}"file"; filename="a%22%0D%0A.png"\r\nContent-Type: image/png`,
        '\x00\xff',
      ),
      part(`${disposition}"files"; filename="files"\r\nContent-Type: text/plain`, 'A'),
      part(
        `${disposition}"files"; filename="files"\r\nContent-Type: application/octet-stream`,
        'B',
      ),
      '--BOUNDARY--\r\n',
    ].join(''),
  );
});

test('a binary body is decoded, and must be base64', () => {
  const body: Body = { contentType: 'application/octet-stream', argument: 'body' };
  assert.equal(bodyOf(body, { body: 'AP8=' }), '\x00\xff');
  assert.throws(() => bodyOf(body, { body: 'no base64!' }), { name: 'Problem' });
});

test('a text body is sent as UTF-8', () => {
  assert.equal(bodyOf({ contentType: 'text/plain', argument: 'body' }, { body: 'é' }), 'Ã©');
});
