import 'reflect-metadata';
import type { Server } from 'node:http';
import { Catch, type ArgumentsHost, type ExceptionFilter, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pino, type Logger } from 'pino';
import { catalogue, type EventType, type Operation, type ProblemType } from '@bumen/contracts';
import { Broker } from './broker/broker.ts';
import { clockOperations, clockProblems } from './clock/clock-operations.ts';
import { mountClock } from './clock/clock-routes.ts';
import { MovableClock } from './clock/movable-clock.ts';
import { mountEvents } from './events/event-routes.ts';
import { LiveEvents } from './events/live-events.ts';
import type { GatewayConfig } from './gateway.config.ts';
import { GatewayModule } from './gateway.module.ts';
import { mountConsole } from './http/console-files.ts';
import { GatewayHttp, prepareHttp } from './http/http-server.ts';
import { mountOperations, type Ground } from './http/operation-routes.ts';
import { replyToError } from './http/problem-reply.ts';
import { boundSockets } from './http/sockets.ts';
import { mountDocs } from './openapi/docs-routes.ts';
import { openApiDocument } from './openapi/openapi-document.ts';
import { Metrics } from './operations/metrics.ts';
import { AccessTokens } from './session/access-tokens.ts';
import { federatedSignInFailed, federationOff } from './session/federation-problems.ts';
import { mountOidc } from './session/oidc-routes.ts';
import { Revocations } from './session/revocations.ts';
import { mountSession } from './session/session-routes.ts';

export { ConfigError, readGatewayConfig, type GatewayConfig, type OidcConfig } from './gateway.config.ts';

export interface Gateway {
  readonly app: NestFastifyApplication;
  /** e.g. `http://127.0.0.1:3000` */
  readonly url: string;
  /** Takes no more requests, finishes those in flight, then leaves the broker. */
  close(): Promise<void>;
}

/** What is mounted; the whole catalogue unless a test says otherwise. */
export interface Offered {
  readonly operations: readonly Operation[];
  readonly events: readonly EventType[];
  readonly problems: readonly ProblemType[];
}

/** So many times as long as a caller waits a service may go without getting on, where the clock is moved. */
const stuckAfter = 6;
const nothing = { operations: [], problems: [] };

/** Structured log on standard output. */
export const gatewayLog = (config: Pick<GatewayConfig, 'logLevel'>): Logger =>
  pino({ level: config.logLevel, base: { process: 'gateway' } });

/**
 * Starts a gateway that listens. It also starts without its broker; then `/health/ready` says so until the broker is
 * there.
 */
export async function createGateway(config: GatewayConfig, offered: Offered = catalogue): Promise<Gateway> {
  const log = gatewayLog(config);
  const app = await NestFactory.create<NestFastifyApplication>(
    GatewayModule.forGateway(config, offered.events, log),
    new GatewayHttp(config, log),
    { bodyParser: false, logger: nestLogger(log), abortOnError: false },
  );
  try {
    app.useGlobalFilters(new ProblemFilter());
    const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
    const tokens = app.get(AccessTokens);
    const ground: Ground = {
      broker: app.get(Broker),
      tokens,
      config,
      limits: await prepareHttp(fastify, config, app.get(Metrics), tokens),
    };
    mountOperations(fastify, offered.operations, ground);
    mountSession(fastify, ground, app.get(Revocations));
    mountOidc(fastify, ground);
    mountEvents(fastify, app.get(LiveEvents), ground);
    if (config.clock)
      mountClock(fastify, ground, new MovableClock(config.clock, ground.broker, config.requestTimeoutMs * stuckAfter));
    const also = config.clock ? { operations: clockOperations, problems: clockProblems } : nothing;
    const operations = [...offered.operations, ...also.operations];
    const problems = [...offered.problems, ...also.problems, federatedSignInFailed, federationOff];
    await mountDocs(fastify, openApiDocument({ ...offered, operations }), problems, ground.limits);
    boundSockets(app.getHttpServer() as Server, config.connectionsMax);
    if (config.consoleDir) await mountConsole(fastify, config.consoleDir);
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await app.close();
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    app,
    url: await addressOf(app),
    close: () => (closing ??= closeWithin(app, config.requestTimeoutMs + 1000)),
  };
}

/** A caller who doesn't take its answer must not keep the process from ending. */
async function closeWithin(app: NestFastifyApplication, patienceMs: number): Promise<void> {
  const impatient = setTimeout(() => app.getHttpServer().closeAllConnections(), patienceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(impatient);
  }
}

async function addressOf(app: NestFastifyApplication): Promise<string> {
  return (await app.getUrl()).replace('[::1]', '127.0.0.1').replace(/\/$/, '');
}

@Catch()
class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    replyToError(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

function nestLogger(log: Logger): LoggerService {
  const text = (message: unknown) => (typeof message === 'string' ? message : JSON.stringify(message));
  return {
    // What Nest tells as it starts is for whoever looks for a fault in it.
    log: (message) => log.debug(text(message)),
    warn: (message) => log.warn(text(message)),
    error: (message, ...more: unknown[]) => log.error({ more }, text(message)),
  };
}
