// SPDX-License-Identifier: Apache-2.0

// The HTTP transport: one path, guarded against other sites and against endless requests.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { hostHeaderValidation, originValidation, toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
} from '@modelcontextprotocol/server';
import type { App } from './app.ts';
import type { Settings } from './settings.ts';

const PATH = '/mcp';
const LARGEST_REQUEST = 16 * 1024 * 1024;

/** Starts listening; the returned function stops. */
export async function serveHttp(app: App, settings: Settings): Promise<() => Promise<void>> {
  const { host, port, allowedHosts } = settings;
  const report = (error: Error) => console.error(error.message);
  const mcp = createMcpHandler(() => app.newServer(), { onerror: report });
  const handle = toNodeHandler(mcp, { onerror: report });
  // A page of another site can make a browser send requests here; it cannot fake these headers.
  const isHostAllowed = hostHeaderValidation([...localhostAllowedHostnames(), ...allowedHosts]);
  const isOriginAllowed = originValidation([...localhostAllowedOrigins(), ...allowedHosts]);

  const server = createServer((request, response) => {
    if (!isHostAllowed(request, response) || !isOriginAllowed(request, response)) return;
    const refused = refusal(request);
    if (refused !== undefined) return refuse(response, ...refused);
    void handle(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  console.error(`Listening on http://${host.includes(':') ? `[${host}]` : host}:${bound}${PATH}`);
  return async () => {
    server.close();
    await mcp.close();
    server.closeAllConnections();
  };
}

function refusal(request: IncomingMessage): [status: number, text: string] | undefined {
  const path = (request.url ?? '').split('?')[0];
  if (path !== PATH) return [404, `The server is at ${PATH}.`];
  if (request.method !== 'POST') return undefined;
  // The body is read whole, so its size must be known beforehand.
  const length = request.headers['content-length'];
  if (length === undefined) return [411, 'Content-Length is required.'];
  return Number(length) > LARGEST_REQUEST ? [413, 'The request is too large.'] : undefined;
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { 'content-type': 'text/plain', connection: 'close' })
    .end(`${text}\n`);
}
