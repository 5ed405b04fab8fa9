// SPDX-License-Identifier: Apache-2.0

// What the environment decides: addresses, limits and credentials. The same for every document.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseCredential, withCredential } from '../src/credentials.ts';
import type { Operation, Operations } from '../src/operations.ts';
import type { BuiltRequest } from '../src/request.ts';
import { readSettings } from '../src/settings.ts';

const operation: Operation = {
  tool: { name: 'get', inputSchema: { type: 'object' } },
  request: {
    method: 'GET',
    path: '/',
    server: 0,
    parameters: [],
    security: [],
    idempotent: true,
  },
};

const REGION = { default: 'eu', values: ['eu', 'us'], variable: 'API_REGION' };

function reading(url: string, environment: Record<string, string> = {}) {
  const operations: Operations = {
    format: 1,
    server: { name: 'api', version: '1.0.0' },
    environment: 'API',
    servers: [{ url, variables: { region: REGION } }, { url: 'not used' }],
    schemes: {},
    operations: [operation],
  };
  return readSettings(operations, environment);
}

test('the address comes from the document', () => {
  const { settings, problems } = reading('https://{region}.example.com:8443/a%2Fb/');
  assert.deepEqual(problems, []);
  const address = { origin: 'https://eu.example.com:8443', basePath: '/a%2Fb', query: '' };
  assert.deepEqual(settings.addresses, [address, undefined]);
});

test('the address can be changed', () => {
  const { settings } = reading('/v1', { API_BASE_URL: ' http://[::1]:80/b?c=d ' });
  assert.deepEqual(settings.addresses[0], { origin: 'http://[::1]', basePath: '/b', query: 'c=d' });
});

for (const [url, environment, problem] of [
  ['/v1', {}, /set API_BASE_URL/],
  ['', {}, /set API_BASE_URL/],
  ['https://{region}.example.com', { API_REGION: 'mars' }, /API_REGION .* eu, us/],
  ['https://a', { API_BASE_URL: 'ftp://a' }, /API_BASE_URL must be/],
  ['https://a', { API_BASE_URL: 'https://user:pass@a' }, /API_BASE_URL must be/],
  ['https://a', { API_TIMEOUT: 'soon' }, /API_TIMEOUT must be/],
  ['https://a', { API_RETRIES: '1.5' }, /API_RETRIES must be a whole number/],
  ['https://a', { API_PORT: '70000' }, /API_PORT must be/],
  ['https://a', { API_TRANSPORT: 'sse' }, /API_TRANSPORT must be/],
] as [string, Record<string, string>, RegExp][]) {
  test(`a problem: ${url} with ${JSON.stringify(environment)}`, () => {
    const { problems } = reading(url, environment);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', problem);
  });
}

// Credentials

const schemes: Operations['schemes'] = {
  key: { kind: 'apiKey', in: 'header', name: 'X-Key', variables: ['KEY'] },
  query: { kind: 'apiKey', in: 'query', name: 'key', variables: ['QUERY'] },
  cookie: { kind: 'apiKey', in: 'cookie', name: 'sid', variables: ['COOKIE'] },
  login: { kind: 'basic', variables: ['NAME', 'WORD'] },
  token: { kind: 'bearer', variables: ['TOKEN'] },
  digest: { kind: 'unsupported', reason: 'digest is not supported', variables: [] },
};

const choose = (security: string[][], environment: Record<string, string>) =>
  chooseCredential(security, schemes, environment);

test('the first alternative that is wholly set up is used', () => {
  const security = [['digest'], ['key', 'query'], ['token'], []];
  const { headers } = choose(security, { KEY: 'k', TOKEN: ' t\n' });
  assert.deepEqual(headers, [['authorization', 'Bearer t']]);
  const both = choose(security, { KEY: 'k', QUERY: 'a&b', TOKEN: 't' });
  assert.deepEqual(both.headers, [['X-Key', 'k']]);
  assert.deepEqual(both.query, [['key', 'a%26b']]);
  assert.deepEqual(choose(security, {}).headers, []);
});

test('a login is sent as UTF-8 and may have no password', () => {
  const { headers } = choose([['login']], { NAME: 'ü' });
  assert.deepEqual(headers, [['authorization', 'Basic w7w6']]);
});

test('what is missing is named', () => {
  assert.throws(() => choose([['login', 'key'], ['token']], { KEY: 'k' }), {
    message: /NAME and WORD and KEY, or TOKEN/,
  });
  assert.throws(() => choose([['digest']], {}), { message: /digest is not supported/ });
});

test('a secret that cannot be sent is refused without showing it', () => {
  assert.throws(
    () => choose([['key']], { KEY: 'se\r\ncret' }),
    (error: Error) => {
      assert.match(error.message, /The variable KEY/);
      return !error.message.includes('cret');
    },
  );
  assert.throws(() => choose([['cookie']], { COOKIE: 'a; b=c' }), /The variable COOKIE/);
});

test('a credential replaces an argument of the same name', () => {
  const request: BuiltRequest = {
    method: 'GET',
    path: '/',
    headers: [['x-key', 'from the model']],
    query: [['key', 'from-the-model']],
    cookies: [],
  };
  const credential = choose([['key', 'query']], { KEY: 'k', QUERY: 'q' });
  const signed = withCredential(request, credential);
  assert.deepEqual(signed.headers, [['X-Key', 'k']]);
  assert.deepEqual(signed.query, [['key', 'q']]);
});
