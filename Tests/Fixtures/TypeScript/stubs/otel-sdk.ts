// SPDX-License-Identifier: Apache-2.0
// Declares only what the template uses, so that it can be type-checked without npm.

import type { OTLPTraceExporter } from './otel-exporter.ts';
import type { Resource } from './otel-resources.ts';
export declare class BatchSpanProcessor { constructor(exporter: OTLPTraceExporter) }
export declare class NodeTracerProvider {
  constructor(config: { resource?: Resource; spanProcessors?: BatchSpanProcessor[] });
  register(): void;
  shutdown(): Promise<void>;
}
