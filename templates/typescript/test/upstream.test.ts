// SPDX-License-Identifier: Apache-2.0

// What happens on the network and with what comes back, against a made-up API on this machine.

import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Agent } from 'undici';
import { toResult } from '../src/answer.ts';
import { checker } from '../src/arguments.ts';
import { type Answer, exchangeWith, type Wire } from '../src/exchange.ts';
import { readSettings } from '../src/settings.ts';
import { createUpstream } from '../src/upstream.ts';
import { answering, operations, textOf } from './support.ts';

const { settings } = readSettings(operations, {
  [`${operations.environment}_BASE_URL`]: 'http://api.invalid',
});
const credential = { headers: [], query: [], cookies: [], variables: ['A_TOKEN'], secrets: [] };

function wireTo(origin: string, target = '/', method = 'GET'): Wire {
  return { origin, target, method, headers: [], limit: 1000 };
}

/** Sends one request to a server that lives as long as the request. */
async function withServer(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  use: (origin: string) => Promise<void>,
): Promise<void> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function sendOnce(wire: Wire): Promise<Answer> {
  const agent = new Agent();
  try {
    return await exchangeWith(agent)(wire, AbortSignal.timeout(5_000));
  } finally {
    await agent.destroy();
  }
}

test('the target reaches the network byte for byte', async () => {
  const target = "/a%2Fb/;m=1/.2/%2e%2e/[x]|/%7C?q=a|b&c[d]='%27&e=../f";
  let seen: string | undefined;
  await withServer(
    (request, response) => {
      seen = request.url;
      response.end();
    },
    async (origin) => {
      await sendOnce(wireTo(origin, target));
    },
  );
  assert.equal(seen, target);
});

test('an answer is read up to the limit, after decompression', async () => {
  await withServer(
    (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1e6, 'a')));
    },
    async (origin) => {
      const answer = await sendOnce(wireTo(origin));
      assert.equal(answer.cutOff, true);
      assert.equal(answer.body.length, 1000);
    },
  );
});

test('redirects are followed within the origin only', async () => {
  const seen: string[] = [];
  await withServer(
    (request, response) => {
      seen.push(request.url ?? '');
      const location = request.url === '/a' ? '/b' : 'http://127.0.0.2:1/c?token=x';
      response.writeHead(302, { location }).end();
    },
    async (origin) => {
      const upstream = createUpstream(settings, (_wire, run) => run());
      const wire = wireTo(origin, '/a');
      const answer = await upstream.send(wire, { idempotent: true });
      await upstream.close();
      const text = textOf(
        toResult({ answer, wire, credential, inputSchema: {}, checkOutput: undefined }),
      );
      assert.match(text, /pointed to http:\/\/127\.0\.0\.2:1\/c;/);
    },
  );
  assert.deepEqual(seen, ['/a', '/b']);
});

/** Sends with stubbed answers and returns how many attempts were made. */
async function attempts(answer: () => Answer, idempotent: boolean): Promise<number> {
  let count = 0;
  const upstream = createUpstream(
    { ...settings, retries: 1 },
    (_wire, run) => run(),
    async () => {
      count += 1;
      return answer();
    },
  );
  await upstream.send(wireTo('http://api.invalid'), { idempotent }).catch(() => {});
  await upstream.close();
  return count;
}

function failing(code: string) {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}

test('what is tried again, and what is not', async () => {
  const busy = () => answering(503, '', { 'retry-after': '0' });
  const late = () => answering(503, '', { 'retry-after': '3600' });
  assert.equal(await attempts(() => answering(503), true), 2);
  assert.equal(await attempts(() => answering(503), false), 1);
  assert.equal(await attempts(busy, false), 2);
  assert.equal(await attempts(late, true), 1);
  assert.equal(await attempts(() => answering(500), true), 1);
  assert.equal(await attempts(() => answering(404), true), 1);
  assert.equal(await attempts(failing('ECONNREFUSED'), false), 2);
  assert.equal(await attempts(failing('ECONNRESET'), false), 1);
  assert.equal(await attempts(failing('ECONNRESET'), true), 2);
});

test('an API that keeps failing is left alone', async () => {
  let count = 0;
  const upstream = createUpstream(
    { ...settings, retries: 0 },
    (_wire, run) => run(),
    async () => {
      count += 1;
      return answering(500);
    },
  );
  const send = () => upstream.send(wireTo('http://api.invalid'), { idempotent: true });
  for (let call = 0; call < 5; call += 1) await send();
  await assert.rejects(send(), { name: 'Problem', message: /failed 5 times in a row/ });
  assert.equal(count, 5);
  await upstream.close();
});

// Answers

const output = {
  type: 'object',
  properties: { result: { type: 'object', required: ['id'] }, unmatched: {} },
};

function resultOf(answer: Answer, schema?: typeof output) {
  const wire = wireTo('http://api.invalid');
  const checkOutput = schema && checker(schema);
  return toResult({ answer, wire, credential, inputSchema: {}, checkOutput });
}

const JSON_TYPE = { 'content-type': 'application/json' };

test('an answer that matches its schema is structured', () => {
  const result = resultOf(answering(200, '{"id": 1}', JSON_TYPE), output);
  assert.deepEqual(result.structuredContent, { result: { id: 1 } });
  assert.equal(textOf(result), '{"result":{"id":1}}');
});

test('an answer that does not match is passed on and said so', () => {
  const result = resultOf(answering(200, '{"no": 1}', JSON_TYPE), output);
  assert.deepEqual(result.structuredContent, { unmatched: { no: 1 } });
  assert.match(textOf(result), /does not match its description/);
  assert.equal(result.isError, undefined);
});

test('an empty answer says so', () => {
  assert.equal(textOf(resultOf(answering(204))), 'Done: 204 No Content.');
  assert.deepEqual(resultOf(answering(204), output).structuredContent, {});
});

test('a binary answer becomes a block of its type', () => {
  const image = resultOf(answering(200, 'x', { 'content-type': 'image/png' }));
  assert.deepEqual(image.content[1], { type: 'image', data: 'eA==', mimeType: 'image/png' });
  const other = resultOf(answering(200, 'x', { 'content-type': 'application/zip' }));
  assert.equal(other.content[1]?.type, 'resource');
});

for (const [status, words] of [
  [400, /refused the arguments/],
  [401, /A_TOKEN/],
  [404, /check the ids/],
  [429, /try again in 7 seconds/],
  [500, /API failed/],
] as const) {
  test(`an error of the API, ${status}`, () => {
    const said = `said\u0007${'x'.repeat(3000)}`;
    const result = resultOf(answering(status, said, { 'retry-after': '7' }));
    assert.equal(result.isError, true);
    assert.match(textOf(result), words);
    assert.match(textOf(result), /\nThe API's answer \(\d+ .*\):\nsaidx+…$/);
    assert.ok(textOf(result).length < 2_300);
  });
}
