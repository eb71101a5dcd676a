export { beginSpan, endSpan, inSpan, isTracing, traceparentOf, type SpanDescription } from './spans.ts';
export { startTracing, type Tracing, type TracingConfig } from './start-tracing.ts';
export { SpanKind, type Span } from '@opentelemetry/api';
