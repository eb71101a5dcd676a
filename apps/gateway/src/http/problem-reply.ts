import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import {
  Problem,
  bodyTooLarge,
  internalError,
  invalidRequest,
  refusedFields,
  malformedBody,
  methodNotAllowed,
  routeNotFound,
  serviceUnavailable,
  unsupportedMediaType,
  type Language,
  type WireProblem,
} from '@bumen/contracts';
import { acceptedTypes } from './file-body.ts';
import { languageOf } from './languages.ts';
import { varyBy } from './vary.ts';

/** RFC 9457, with our own code, details and the id under which the logs tell more. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly correlationId: string;
}

export const problemType = (code: string) => `/api/problems/${code}`;

export function problemBody(
  problem: WireProblem,
  language: Language,
  place: { readonly path: string; readonly correlationId: string },
): ProblemBody {
  return {
    type: problemType(problem.code),
    title: problem.title[language],
    status: problem.status,
    detail: problem.detail[language],
    instance: place.path,
    code: problem.code,
    details: problem.details,
    correlationId: place.correlationId,
  };
}

/** Answers with the problem in the caller's language. */
export function replyWithProblem(request: FastifyRequest, reply: FastifyReply, problem: WireProblem): FastifyReply {
  const language = languageOf(request.headers['accept-language']);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="bumen"');
  if (problem.code === methodNotAllowed.code)
    reply.header('allow', (problem.details['allowed'] as string[]).join(', '));
  if (problem.status === 429) reply.header('retry-after', String(problem.details['retryAfterS']));
  if (problem.status === 503) reply.header('retry-after', '1');
  // A body that was refused unread would be taken for the next request on the same connection.
  if (problem.code === bodyTooLarge.code || problem.code === unsupportedMediaType.code)
    reply.header('connection', 'close');
  return varyBy(reply, 'Accept-Language')
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', language === 'zh' ? 'zh-CN' : 'en')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problemBody(problem, language, { path: pathOf(request.url), correlationId: request.id })));
}

/** The declared problem for anything that was thrown; undefined where it is an error of ours. */
export function problemFor(error: unknown, request: FastifyRequest): Problem | undefined {
  if (error instanceof Problem) return error;
  const { code, statusCode } = error as Partial<FastifyError>;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return bodyTooLarge({ limitBytes: request.routeOptions.bodyLimit ?? 0 });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedMediaType({ accepted: [...acceptedTypes(request)] });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return malformedBody();
    case 'FST_ERR_BAD_URL':
      return invalidRequest(
        refusedFields([{ path: 'url', message: { zh: '地址编码有误', en: 'the address is not well encoded' } }]),
      );
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return routeNotFound();
    default:
      if (statusCode === 404) return routeNotFound();
      if (statusCode === 503) return serviceUnavailable({ service: 'gateway' });
      if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return undefined;
      // Only the address can be wrong where there is no body, such as one that leads out of the console's folder.
      return request.method === 'GET' || request.method === 'HEAD' ? routeNotFound() : malformedBody();
  }
}

/** For Fastify and Nest alike: whatever is thrown becomes a problem, and an error of ours is logged, never shown. */
export function replyToError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemFor(error, request);
  if (problem) return replyWithProblem(request, reply, problem.toWire());
  request.log.error({ err: error, correlationId: request.id }, 'an error of ours');
  return replyWithProblem(request, reply, internalError({ correlationId: request.id }).toWire());
}

/** Without the query, which may hold what must not be repeated. */
export function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Name of the operation; also the label in metrics and logs. */
    operation?: string;
    /** Media types that its body may have. */
    accepts?: readonly string[];
  }
}
