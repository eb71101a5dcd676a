import { isUtf8 } from 'node:buffer';
import { IncomingMessage, maxHeaderSize, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import cors from '@fastify/cors';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { v7 as correlationId } from 'uuid';
import { invalidRequest, malformedBody, methodNotAllowed, refusedFields, routeNotFound } from '@bumen/contracts';
import type { GatewayConfig } from '../gateway.config.ts';
import type { Metrics } from '../operations/metrics.ts';
import type { AccessTokens } from '../session/access-tokens.ts';
import { fileIn } from './file-body.ts';
import { problemBody, replyToError, replyWithProblem, pathOf } from './problem-reply.ts';
import { parseQuery } from './query-string.ts';
import { rateLimits, type RateLimits } from './rate-limits.ts';

// Those made here ascend with time, so that what is stored under them lies together in an index.
/** Of a caller's own id, which the log tells beside ours. */
const isCorrelation = (given: unknown) => typeof given === 'string' && /^[A-Za-z0-9._-]{1,100}$/.test(given);
/** A sender that trickles its request holds a socket no longer than this. */
const receiveTimeoutMs = 30_000;
/** One that sends no whole head, or nothing at all, no longer than this. */
const headersTimeoutMs = 10_000;

/** Nest's adapter with our own answers to what is thrown and what isn't there; Nest would set its own over them. */
export class GatewayHttp extends FastifyAdapter {
  constructor(config: GatewayConfig, log: Logger) {
    const { trustProxy: proxies } = config;
    super({
      loggerInstance: log,
      logController: new LogController({ disableRequestLogging: true }),
      trustProxy: typeof proxies === 'number' ? (_address: string, hop: number) => hop < proxies : proxies,
      bodyLimit: config.bodyLimitBytes,
      requestTimeout: receiveTimeoutMs,
      http: { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: headersTimeoutMs / 2 },
      forceCloseConnections: 'idle',
      routerOptions: {
        maxParamLength: 500,
        querystringParser: parseQuery as unknown as (text: string) => Record<string, unknown>,
      },
      // Ours in any case: it travels as far as other departments, and a caller's own may say anything (P-05).
      genReqId: () => correlationId(),
      frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
        reply.header('correlation-id', request.id);
        replyToError(error, request, reply);
      },
      clientErrorHandler: answerUnreadable,
      skipMiddie: true,
    });
  }
  override setErrorHandler(): FastifyInstance {
    return this.getInstance();
  }
  override setNotFoundHandler(): FastifyInstance {
    return this.getInstance();
  }
}

/** Everything that holds for all routes. Must be done before any of them is declared. */
export async function prepareHttp(
  fastify: FastifyInstance,
  config: GatewayConfig,
  metrics: Metrics,
  tokens: AccessTokens,
): Promise<RateLimits> {
  const allowed = allowedMethods(fastify);
  fastify.decorateRequest('signedIn', null);
  fastify.decorateRequest('countedAs', null);
  fastify.decorateRequest('span', null);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body: Buffer, done) => {
    // Sent with a type but without a body, as some clients do for every request.
    if (body.length === 0) return done(null, undefined);
    if (!isUtf8(body)) return done(malformedBody());
    try {
      // Some writers put a byte order mark before it, which a reader may pass over (RFC 8259, 8.1).
      done(null, JSON.parse(body.toString('utf8').replace(/^\uFEFF/, '')));
    } catch {
      done(malformedBody());
    }
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    try {
      done(null, fileIn(request, body));
    } catch (error) {
      done(error as Error);
    }
  });

  const security = securityHeaders(config);
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(security).header('correlation-id', request.id);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const operation = request.routeOptions.config.operation ?? 'none';
    metrics.request(operation, reply.statusCode, reply.elapsedTime / 1000);
    const line = {
      correlationId: request.id,
      operation,
      method: request.method,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      staffId: request.signedIn?.caller.staffId,
      ...(isCorrelation(request.headers['correlation-id']) && { callersId: request.headers['correlation-id'] }),
    };
    if (reply.statusCode >= 500) request.log.error(line, 'answered');
    else if (reply.statusCode >= 400) request.log.info(line, 'answered');
    else request.log.debug(line, 'answered');
    done();
  });
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    // Otherwise the caller's connection would stay open, idle, and the server with it.
    if (closing) reply.header('connection', 'close');
    done(null, payload);
  });
  if (config.corsOrigins.length > 0)
    await fastify.register(cors, {
      origin: [...config.corsOrigins],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: [
        'Content-Disposition',
        'ETag',
        'Correlation-Id',
        'Idempotency-Replayed',
        'Retry-After',
        'Content-Language',
      ],
      maxAge: 600,
    });
  await fastify.register(cookie);
  await fastify.register(compress, { encodings: ['gzip'], threshold: 1024, globalDecompression: false });

  fastify.setErrorHandler((error, request, reply) => replyToError(error, request, reply));
  const limits = await rateLimits(fastify, config, tokens);
  fastify.setNotFoundHandler({ preHandler: [...limits.perCaller] }, (request, reply) => {
    const methods = allowed(pathOf(request.url));
    if (config.consoleDir && methods.length === 0 && isForConsole(request))
      return reply.header('cache-control', 'no-cache').sendFile('index.html', config.consoleDir);
    return replyWithProblem(
      request,
      reply,
      (methods.length > 0 ? methodNotAllowed({ allowed: methods }) : routeNotFound()).toWire(),
    );
  });
  return limits;
}

/** What helmet would set on each answer, worked out once: it depends on nothing in the request. */
function securityHeaders(config: GatewayConfig): Record<string, string> {
  const headers: Record<string, string> = {};
  const answer = new ServerResponse(new IncomingMessage(new Socket()));
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
        // Component libraries put styles on elements as they run, and data: images into them.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
      },
    },
    crossOriginResourcePolicy: { policy: config.corsOrigins.length > 0 ? 'cross-origin' : 'same-origin' },
  })(answer.req, answer, () => undefined);
  for (const [name, value] of Object.entries(answer.getHeaders())) headers[name] = String(value);
  return headers;
}

/** An address that the console's page makes sense of by itself. */
function isForConsole(request: FastifyRequest): boolean {
  return (
    request.method === 'GET' &&
    !/^\/(api|health|metrics)(\/|\?|$)/.test(request.url) &&
    (request.headers.accept ?? '').includes('text/html')
  );
}

/** Which methods an address takes, learnt from the routes as they are declared. */
function allowedMethods(fastify: FastifyInstance): (path: string) => string[] {
  const routes: { form: RegExp; methods: string[] }[] = [];
  fastify.addHook('onRoute', ({ url, method }) => {
    if (url === '*' || url === '/*') return;
    const form = url
      .split('/')
      .map((part) =>
        part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
      )
      .join('/');
    routes.push({ form: new RegExp(`^${form}$`), methods: [method].flat() });
  });
  return (path) => [...new Set(routes.filter(({ form }) => form.test(path)).flatMap(({ methods }) => methods))].sort();
}

/** What isn't HTTP at all never becomes a request; it gets an answer all the same. */
function answerUnreadable(this: FastifyInstance, error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const [status, reason, why] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? ([408, 'Request Timeout', tooSlow()] as const)
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? ([431, 'Request Header Fields Too Large', tooLong()] as const)
        : ([400, 'Bad Request', malformedBody()] as const);
  const problem = { ...why.toWire(), status };
  const body = JSON.stringify(problemBody(problem, 'zh', { path: '', correlationId: correlationId() }));
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Type: application/problem+json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function tooSlow() {
  const seconds = receiveTimeoutMs / 1_000;
  const message = {
    zh: `请求须在 ${seconds} 秒内传完;请检查网络后重新上传,什么也没有保存`,
    en: `a request has to arrive within ${seconds} seconds; look at the network and send it anew, nothing was kept`,
  };
  return invalidRequest(refusedFields([{ path: 'body', message }]));
}

/** Such as the columns of a file, which may stand in the address, and with the file in a JSON body just as well. */
function tooLong() {
  const most = `${maxHeaderSize / 1_024} KB`;
  const message = {
    zh: `地址和请求头合计最多 ${most};较长的内容请放在 JSON 正文中`,
    en: `the address and the headers may have ${most} together; what is longer belongs in a JSON body`,
  };
  return invalidRequest(refusedFields([{ path: 'url', message }]));
}
