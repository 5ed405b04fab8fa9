// SPDX-License-Identifier: Apache-2.0

// The MCP server: every operation of operations.json is a tool.

import {
  type CallToolResult,
  fromJsonSchema,
  type JsonSchemaType,
  type JsonSchemaValidator,
  type jsonSchemaValidator,
  McpServer,
} from '@modelcontextprotocol/server';
import { failure, toResult } from './answer.ts';
import { bare, type Check, checker } from './arguments.ts';
import { chooseCredential, withCredential } from './credentials.ts';
import type { Exchange, Wire } from './exchange.ts';
import type { JsonObject, Operation, Operations, RequestPlan } from './operations.ts';
import { Problem } from './problem.ts';
import { type BuiltRequest, buildRequest, requestTarget } from './request.ts';
import type { Environment, Settings } from './settings.ts';
import { noTelemetry, type Telemetry } from './telemetry.ts';
import { createUpstream, type Upstream } from './upstream.ts';

export interface AppOptions {
  operations: Operations;
  settings: Settings;
  environment: Environment;
  telemetry?: Telemetry;
  /** Takes the place of the network in tests. */
  exchange?: Exchange;
}

export interface App {
  /** A server for one connection or one HTTP request; all of them share what lies behind. */
  newServer(): McpServer;
  /** Resolves when no call is under way. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

interface CallContext {
  signal: AbortSignal;
  meta: Record<string, unknown> | undefined;
}

type Call = (values: unknown, context: CallContext) => Promise<CallToolResult>;

const LIST_LIFE = 3_600_000; // The tools cannot change while the server runs.

export function createApp(options: AppOptions): App {
  const { operations, settings, telemetry = noTelemetry } = options;
  const upstream = createUpstream(settings, telemetry.clientSpan, options.exchange);
  const tools = operations.operations.map((operation) => ({
    tool: operation.tool,
    inputSchema: asDeclared(operation.tool.inputSchema),
    outputSchema: operation.tool.outputSchema && asDeclared(operation.tool.outputSchema),
    call: inSpan(telemetry, settings, operation, callOf(operation, options, upstream)),
  }));
  const { instructions, ...identity } = operations.server;
  const underWay = new Set<Promise<unknown>>();
  const counted = <Value>(promise: Promise<Value>): Promise<Value> => {
    underWay.add(promise);
    return promise.finally(() => underWay.delete(promise));
  };

  return {
    newServer() {
      const server = new McpServer(identity, {
        capabilities: { tools: { listChanged: false } },
        cacheHints: { 'tools/list': { ttlMs: LIST_LIFE, cacheScope: 'public' } },
        ...(instructions === undefined ? {} : { instructions }),
      });
      for (const { tool, inputSchema, outputSchema, call } of tools) {
        const { name, title, description, annotations } = tool;
        server.registerTool(
          name,
          {
            inputSchema,
            ...(title === undefined ? {} : { title }),
            ...(description === undefined ? {} : { description }),
            ...(annotations === undefined ? {} : { annotations }),
            ...(outputSchema === undefined ? {} : { outputSchema }),
          },
          (values, { mcpReq }) =>
            counted(call(values, { signal: mcpReq.signal, meta: mcpReq._meta })),
        );
      }
      return server;
    },
    async idle() {
      await Promise.allSettled(underWay);
    },
    close: () => upstream.close(),
  };
}

/**
 * The SDK lists the schema unchanged. Its own check of arguments accepts everything, because
 * `callOf` makes the check that counts: it reports all problems in words and it is traced.
 */
function asDeclared(schema: JsonObject) {
  const acceptAll: jsonSchemaValidator = {
    getValidator<Value>(): JsonSchemaValidator<Value> {
      return (value) => ({ valid: true, data: value as Value, errorMessage: undefined });
    },
  };
  return fromJsonSchema<unknown>(schema as JsonSchemaType, acceptAll);
}

function inSpan(telemetry: Telemetry, settings: Settings, { tool }: Operation, call: Call): Call {
  return (values, context) =>
    telemetry.serverSpan(
      { tool: tool.name, meta: context.meta, transport: settings.transport },
      () => call(values, context),
    );
}

function callOf(operation: Operation, options: AppOptions, upstream: Upstream): Call {
  const { tool, request: plan } = operation;
  const checkInput = checker(tool.inputSchema);
  const checkOutput = tool.outputSchema && checker(tool.outputSchema);

  return async (values, { signal }) => {
    try {
      const { wire, credential } = prepared(plan, options, checkInput, values ?? {});
      const answer = await upstream.send(wire, { idempotent: plan.idempotent, signal });
      return toResult({ answer, wire, credential, inputSchema: tool.inputSchema, checkOutput });
    } catch (error) {
      if (signal.aborted) return failure('The call was cancelled.');
      if (error instanceof Problem) return failure(error.message);
      // A fault of this server: its text is for whoever runs it, not for the model.
      console.error(`${tool.name}:`, error);
      return failure('This server failed to handle the call; its log says why.');
    }
  };
}

/** All that can be wrong with a call is found here, before anything is sent. */
function prepared(plan: RequestPlan, options: AppOptions, check: Check, values: unknown) {
  try {
    const given = bare(values) as JsonObject;
    const problems = check(given);
    if (problems.length > 0) {
      const lines = problems.map((problem) => `\n- ${problem}`).join('');
      throw new Problem(`Correct these arguments:${lines}`);
    }
    const { operations, environment } = options;
    const credential = chooseCredential(plan.security, operations.schemes, environment);
    const request = withCredential(buildRequest(plan, given), credential);
    return { credential, wire: wireOf(request, plan, options.settings) };
  } catch (error) {
    throw error instanceof Problem ? new Problem(`Nothing was sent. ${error.message}`) : error;
  }
}

function wireOf(request: BuiltRequest, plan: RequestPlan, settings: Settings): Wire {
  const address = settings.addresses[plan.server];
  if (address === undefined) throw new Problem('This server has no address of the API.');
  const cookies = request.cookies.map((pair) => pair.join('=')).join('; ');
  return {
    origin: address.origin,
    target: requestTarget(request, address.basePath, address.query),
    method: request.method,
    headers: cookies === '' ? request.headers : [...request.headers, ['cookie', cookies]],
    body: request.body,
    limit: settings.maxResponseBytes,
  };
}
