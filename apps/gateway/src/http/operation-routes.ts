import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  preParsingHookHandler,
} from 'fastify';
import { answersFile, headers as names, type Operation } from '@bumen/contracts';
import type { Broker } from '../broker/broker.ts';
import type { GatewayConfig } from '../gateway.config.ts';
import type { AccessTokens } from '../session/access-tokens.ts';
import { admission } from './callers.ts';
import { replyWithFile } from './file-answer.ts';
import { bodyTypesOf, isFile, refuseOtherTypes } from './file-body.ts';
import { carriesFile, FileTransfers } from './file-transfers.ts';
import type { Query } from './query-string.ts';
import type { RateLimits } from './rate-limits.ts';
import { requestReader } from './request-reader.ts';
import { requestSpan } from './request-span.ts';
import { callService, etagOf, noneMatches } from './service-call.ts';
import { varyBy } from './vary.ts';

/** What every route stands on. */
export interface Ground {
  readonly broker: Broker;
  readonly tokens: AccessTokens;
  readonly config: GatewayConfig;
  readonly limits: RateLimits;
}

/**
 * Mounts every operation that a service answers: HTTP in, one request to the broker out, the answer's bytes through
 * unread.
 */
export function mountOperations(fastify: FastifyInstance, operations: readonly Operation[], ground: Ground): void {
  const { broker, config, limits } = ground;
  const transfers = new FileTransfers();
  for (const operation of operations) {
    if (!operation.http || operation.handledBy === 'gateway') continue;
    const read = readerFor(operation);
    const status = operation.status ?? 200;
    const withFile = carriesFile(operation);
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      const ask = () => callService(broker, config.requestTimeoutMs, operation, read(request), request);
      const answer = await (withFile ? transfers.ask(ask) : ask());
      if (answersFile(operation)) return replyWithFile(request, varyBy(reply, 'Authorization'), answer);
      const body = Buffer.from(answer.data.buffer, answer.data.byteOffset, answer.data.byteLength);
      const version = answer.headers?.get(names.version);
      // Never kept by a cache in between, and never shown to another: who may see what depends on the caller.
      varyBy(reply, 'Authorization').header('cache-control', operation.secretAnswer ? 'no-store' : 'private, no-cache');
      if (version) {
        const tag = etagOf(operation, version, body);
        reply.header('etag', `"${tag}"`);
        if (operation.kind === 'query' && !noneMatches(request.headers['if-none-match'], tag))
          return reply.code(304).send();
      }
      if (answer.headers?.has(names.replayed)) reply.header('idempotency-replayed', 'true');
      reply.code(status);
      if (status === 204) return reply.send();
      return reply.header('content-type', 'application/json; charset=utf-8').send(body);
    };
    mountOperation(fastify, operation, ground, limits.perCaller, handler, withFile ? [transfers.admit] : []);
  }
}

/** One declared operation as a route, with its limits and its check of the caller, whoever answers it. */
export function mountOperation(
  fastify: FastifyInstance,
  operation: Operation,
  { tokens, config }: Pick<Ground, 'tokens' | 'config'>,
  limits: readonly onRequestHookHandler[],
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
  beforeBody: readonly preParsingHookHandler[] = [],
): void {
  const [method, path] = operation.http!.split(' ') as [string, string];
  const url = `/api${path}`;
  const span = requestSpan(operation.name, method, url);
  fastify.route({
    method,
    url,
    bodyLimit: operation.bodyLimit ?? bodyLimitOf(operation, config),
    config: { operation: operation.name, accepts: bodyTypesOf(operation) },
    onRequest: [span.onRequest, ...admission(operation, tokens, limits)],
    preParsing: [refuseOtherTypes, ...beforeBody],
    onResponse: span.onResponse,
    onRequestAbort: span.onRequestAbort,
    handler,
  });
}

/** What anybody may send is read before it is known who sends it, so it is short. */
const anonymousBodyBytes = 16 * 1024;
const bodyLimitOf = ({ roles }: Operation, { bodyLimitBytes }: GatewayConfig) =>
  roles === 'anyone' ? Math.min(anonymousBodyBytes, bodyLimitBytes) : bodyLimitBytes;

/** Reads the operation's request out of HTTP. */
export function readerFor(
  operation: Pick<Operation, 'http' | 'service' | 'request' | 'fileField'>,
): (request: FastifyRequest) => Record<string, unknown> {
  const read = requestReader(operation);
  return (request) =>
    read({
      params: request.params as Record<string, string>,
      query: request.query as Query,
      body: request.body ?? undefined,
      isFile: isFile(request),
    });
}
