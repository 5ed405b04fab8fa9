// SPDX-License-Identifier: Apache-2.0

// OpenTelemetry traces by the semantic conventions for MCP, sent only where an OTLP endpoint is
// configured. Arguments, addresses and answers are never recorded: they may hold secrets.

import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Span } from '@opentelemetry/api';
import type { Answer, Wire } from './exchange.ts';
import type { ServerIdentity } from './operations.ts';
import { type Environment, variable } from './settings.ts';

export interface ToolCall {
  tool: string;
  /** The `_meta` of the request; it may carry the caller's trace context. */
  meta: Record<string, unknown> | undefined;
  transport: 'stdio' | 'http';
}

export type ServerSpan = (
  call: ToolCall,
  run: () => Promise<CallToolResult>,
) => Promise<CallToolResult>;

export type ClientSpan = (wire: Wire, run: () => Promise<Answer>) => Promise<Answer>;

export interface Telemetry {
  serverSpan: ServerSpan;
  clientSpan: ClientSpan;
  /** Sends what is still held back. */
  flush(): Promise<void>;
}

export const noTelemetry: Telemetry = {
  serverSpan: (_call, run) => run(),
  clientSpan: (_wire, run) => run(),
  flush: async () => {},
};

export async function startTelemetry(
  server: ServerIdentity,
  environment: Environment,
): Promise<Telemetry> {
  const endpoint =
    variable(environment, 'OTEL_EXPORTER_OTLP_ENDPOINT') ??
    variable(environment, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const isDisabled = variable(environment, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true';
  if (endpoint === undefined || isDisabled) return noTelemetry;

  // Loaded here, because without an endpoint nobody should wait for it.
  const [api, { NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, resources] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-proto'),
      import('@opentelemetry/resources'),
    ]);
  const own = resources.resourceFromAttributes({
    'service.name': server.name,
    'service.version': server.version,
  });
  // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win over what this server says of itself.
  const given = resources.detectResources({ detectors: [resources.envDetector] });
  const provider = new NodeTracerProvider({
    resource: own.merge(given),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  const tracer = api.trace.getTracer(server.name, server.version);

  const fail = (span: Span, type: string) => {
    span.setAttribute('error.type', type);
    span.setStatus({ code: api.SpanStatusCode.ERROR });
  };

  return {
    serverSpan({ tool, meta, transport }, run) {
      const options = {
        kind: api.SpanKind.SERVER,
        attributes: {
          'mcp.method.name': 'tools/call',
          'gen_ai.tool.name': tool,
          'gen_ai.operation.name': 'execute_tool',
          'network.transport': transport === 'stdio' ? 'pipe' : 'tcp',
        },
      };
      const parent = api.propagation.extract(api.ROOT_CONTEXT, meta ?? {});
      return tracer.startActiveSpan(`tools/call ${tool}`, options, parent, (span) =>
        ended(span, async () => {
          const result = await run();
          if (result.isError) fail(span, 'tool_error');
          return result;
        }),
      );
    },
    clientSpan(wire, run) {
      const { hostname, port, protocol } = new URL(wire.origin);
      const options = {
        kind: api.SpanKind.CLIENT,
        attributes: {
          'http.request.method': wire.method,
          'server.address': hostname,
          'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
        },
      };
      return tracer.startActiveSpan(wire.method, options, (span) =>
        ended(span, async () => {
          const answer = await run();
          span.setAttribute('http.response.status_code', answer.status);
          if (answer.status >= 400) fail(span, String(answer.status));
          return answer;
        }),
      );
    },
    flush: () => provider.shutdown(),
  };

  async function ended<Value>(span: Span, run: () => Promise<Value>): Promise<Value> {
    try {
      return await run();
    } catch (error) {
      fail(span, error instanceof Error ? error.constructor.name : 'unknown');
      throw error;
    } finally {
      span.end();
    }
  }
}
