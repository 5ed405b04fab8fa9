// SPDX-License-Identifier: Apache-2.0

// The tools of this server, whatever its document: what is listed, and what is never sent.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type JsonObject, projectFolder, type ToolDefinition } from '../src/operations.ts';
import { answering, connected, operations, textOf } from './support.ts';

const manifest = join(projectFolder(), 'manifest.json');
const tools = operations.operations.map(({ tool }) => tool);

test('the tools are listed exactly as the data has them', async () => {
  const { client, close } = await connected();
  const listed = await client.listTools();
  // As on the wire, where members without a value do not exist.
  assert.deepEqual(JSON.parse(JSON.stringify(listed.tools)), tools);
  await close();
});

test('the manifest names the same tools', { skip: !existsSync(manifest) }, () => {
  const listed = JSON.parse(readFileSync(manifest, 'utf8')).tools as ToolDefinition[];
  assert.deepEqual(
    listed.map(({ name }) => name),
    tools.map(({ name }) => name),
  );
});

test('an unknown argument never reaches the network', async () => {
  const { client, sent, close } = await connected();
  const closed = tools.filter(({ inputSchema }) => inputSchema.additionalProperties === false);
  for (const { name } of closed) {
    const result = await client.callTool({ name, arguments: { no_such_argument: 1 } });
    assert.equal(result.isError, true, name);
    assert.match(textOf(result), /"no_such_argument": there is no such argument/, name);
  }
  assert.deepEqual(sent, []);
  await close();
});

test('a missing argument never reaches the network', async () => {
  const { client, sent, close } = await connected();
  const demanding = tools.filter(
    ({ inputSchema }) => Array.isArray(inputSchema.required) && inputSchema.required.length > 0,
  );
  for (const { name, inputSchema } of demanding) {
    const result = await client.callTool({ name, arguments: {} });
    assert.equal(result.isError, true, name);
    for (const missing of (inputSchema.required as string[]).slice(0, 3)) {
      assert.ok(textOf(result).includes(`"${missing}"`), `${name}: ${textOf(result)}`);
    }
  }
  assert.deepEqual(sent, []);
  await close();
});

test('an unknown tool is a protocol error', async () => {
  const { client, close } = await connected();
  await assert.rejects(client.callTool({ name: 'no_such_tool' }), { code: -32602 });
  await close();
});

test('tools without arguments can be called, and no secret is shown', async () => {
  const { client, sent, close } = await connected(() =>
    answering(400, '{"message":"invented-secret"}', { 'content-type': 'application/json' }),
  );
  for (const { tool, request } of operations.operations) {
    if (!isWithoutArguments(tool.inputSchema)) continue;
    const before = sent.length;
    const result = await client.callTool({ name: tool.name, arguments: {} });
    assert.equal(result.isError, true, tool.name);
    if (request.security.length > 0) {
      assert.ok(!textOf(result).includes('invented-secret'), tool.name);
    }
    if (sent.length > before) assert.equal(sent.at(-1)?.method, request.method);
  }
  await close();
});

function isWithoutArguments({ required }: JsonObject): boolean {
  return !Array.isArray(required) || required.length === 0;
}
