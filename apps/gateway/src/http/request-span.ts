import type { FastifyRequest, onRequestAbortHookHandler, onRequestHookHandler, onResponseHookHandler } from 'fastify';
import { beginSpan, endSpan, SpanKind, traceparentOf, type Span } from '@bumen/tracing';

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

/**
 * The hooks that trace an operation's route. They tell the route's pattern; an address or query may hold personal data
 * (P-05).
 */
export function requestSpan(
  operation: string,
  method: string,
  route: string,
): { onRequest: onRequestHookHandler; onResponse: onResponseHookHandler; onRequestAbort: onRequestAbortHookHandler } {
  return {
    onRequest: (request, _reply, done) => {
      request.span =
        beginSpan(given(request), () => ({
          name: `${method} ${route}`,
          kind: SpanKind.SERVER,
          attributes: {
            'http.request.method': method,
            'http.route': route,
            'bumen.operation': operation,
            'bumen.correlation_id': request.id,
          },
        })) ?? null;
      done();
    },
    onResponse: (request, { statusCode }, done) => {
      if (request.span) endSpan(request.span.setAttribute('http.response.status_code', statusCode), statusCode);
      request.span = null;
      done();
    },
    onRequestAbort: (request, done) => {
      if (request.span) endSpan(request.span.setAttribute('bumen.aborted', true));
      request.span = null;
      done();
    },
  };
}

function given(request: FastifyRequest): string | undefined {
  const { traceparent } = request.headers;
  return typeof traceparent === 'string' && traceparentForm.test(traceparent) ? traceparent : undefined;
}
