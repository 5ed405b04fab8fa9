// SPDX-License-Identifier: Apache-2.0

// What several tests need: an app without a network, and a client connected to it.

import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { type App, createApp } from '../src/app.ts';
import type { Answer, Wire } from '../src/exchange.ts';
import { type Operations, readOperations } from '../src/operations.ts';
import { type Environment, readSettings } from '../src/settings.ts';

export interface Harness {
  app: App;
  client: Client;
  /** What would have gone to the network. */
  sent: Wire[];
  close(): Promise<void>;
}

export const operations = readOperations();

/** Credentials for every scheme and an address for every server, all of them invented. */
export function inventedEnvironment(data: Operations = operations): Environment {
  const names = Object.values(data.schemes).flatMap(({ variables }) => variables);
  return {
    ...Object.fromEntries(names.map((name) => [name, 'invented-secret'])),
    [`${data.environment}_BASE_URL`]: 'http://api.invalid',
  };
}

export function answering(status: number, body = '', headers: Record<string, string> = {}): Answer {
  return { status, headers, body: Buffer.from(body), cutOff: false };
}

export async function connected(
  answer: (wire: Wire, number: number) => Answer | Promise<Answer> = () => answering(204),
  data: Operations = operations,
  environment: Environment = inventedEnvironment(data),
): Promise<Harness> {
  const sent: Wire[] = [];
  const { settings } = readSettings(data, environment);
  const app = createApp({
    operations: data,
    settings,
    environment,
    exchange: async (wire) => answer(wire, sent.push(wire)),
  });
  const [here, there] = InMemoryTransport.createLinkedPair();
  const server = app.newServer();
  await server.connect(there);
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(here);
  return {
    app,
    client,
    sent,
    async close() {
      await client.close();
      await app.close();
    },
  };
}

export function textOf(result: { content?: unknown }): string {
  const blocks = (result.content ?? []) as { type: string; text?: string }[];
  return blocks.map(({ text }) => text ?? '').join('\n');
}
