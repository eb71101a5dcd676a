import {
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type SpanKind,
  type Tracer,
} from '@opentelemetry/api';
import { Problem } from '@bumen/contracts';

/**
 * Attributes tell names of operations, ids of aggregates and codes of problems; never a request, an answer or an
 * error's message (P-05).
 */
export interface SpanDescription {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
}

const form = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
let tracer: Tracer | undefined;

/** Where spans go from now on; without a tracer none is made, which costs a comparison. */
export function traceWith(next: Tracer | undefined): void {
  tracer = next;
}

export const isTracing = (): boolean => tracer !== undefined;

/**
 * Does `act` inside of a span and hands it what later work has to name as its parent. `parent` is the W3C trace context
 * of what led here. Where nobody traces, `act` gets `parent` itself: a caller's own context goes through unchanged, and
 * none is made up.
 */
export function inSpan<T>(
  parent: string | undefined,
  describe: () => SpanDescription,
  act: (traceparent: string | undefined, span: Span | undefined) => Promise<T>,
): Promise<T> {
  const span = beginSpan(parent, describe);
  return span ? ending(span, () => act(traceparentOf(span), span)) : act(parent, undefined);
}

/**
 * For work that doesn't end where it begins; whoever begins a span ends it with `endSpan`. Undefined where nobody
 * traces.
 */
export function beginSpan(parent: string | undefined, describe: () => SpanDescription): Span | undefined {
  if (!tracer) return undefined;
  const { name, kind, attributes } = describe();
  return tracer.startSpan(name, { kind, attributes }, contextOf(parent));
}

/** `status`: of an answer over HTTP; from 500 on the fault is ours. A refusal isn't a fault. */
export function endSpan(span: Span, status?: number): void {
  if (status !== undefined && status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** W3C trace context of a span, as it travels in headers and envelopes. */
export function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

async function ending<T>(span: Span, act: () => Promise<T>): Promise<T> {
  try {
    const result = await act();
    endSpan(span);
    return result;
  } catch (error) {
    if (error instanceof Problem) span.setAttribute('bumen.problem', error.code);
    else span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
    endSpan(span, error instanceof Problem ? error.status : 500);
    throw error;
  }
}

function contextOf(parent: string | undefined): Context {
  const [, traceId, spanId, flags] = form.exec(parent ?? '') ?? [];
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT;
  // An id of noughts is no id; the SDK then begins a trace of its own.
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
  });
}
