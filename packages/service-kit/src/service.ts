import 'reflect-metadata';
import { flushCompileCache } from 'node:module';
import { Module, type DynamicModule, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { collectDefaultMetrics } from 'prom-client';
import { ClockFile, type Walker } from '@bumen/clock';
import { Problem, type ServiceName } from '@bumen/contracts';
import { startTracing, type Tracing } from '@bumen/tracing';
import { ConfigError, readConfig, SERVICE_CONFIG, type ServiceConfig } from './config/service-config.ts';
import { SERVICE_NAME } from './config/service-name.ts';
import { Sweeper } from './deadlines/sweeper.ts';
import { Walking } from './deadlines/walking.ts';
import { Copies, OutboxRelay, ReactionConsumers, ReactionHandlers } from './events/index.ts';
import { migrate, refuseUnlessMigrated, refuseUnlessOwner } from './migrations/migrate.ts';
import { Log, scrubbed } from './observability/log.ts';
import { Readiness } from './observability/readiness.ts';
import { declarationIn, migrationsOf } from './service-kit.module.ts';
import { Database } from './transaction/database.ts';
import { BrokerConnection, StreamConnection } from './transport/broker-connection.ts';
import { ClockRequests } from './transport/clock-requests.ts';
import { RequestServer } from './transport/request-server.ts';

/** A service that takes requests. */
export interface RunningService {
  readonly app: NestFastifyApplication;
  /** Where health and metrics are, e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  /** For specs: asks the database past all work. */
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** For specs: the statements that would make the database what the entities say. */
  lacking(): Promise<string[]>;
  /** For whoever moves its time on. */
  readonly walker: Walker;
  /** Meets all deadlines that are due now; resolves to how many. */
  sweep(): Promise<number>;
  /** Resolves when the outbox is published and every reaction has dealt with what there is. */
  settled(): Promise<void>;
  /** Takes no more requests, finishes those in work and lets go of everything. */
  close(): Promise<void>;
}

@Module({})
class RunningServiceModule {}

/** Runs the migrations that are missing; resolves to their names. */
export function migrateService(service: ServiceName, module: Type<unknown>, config: ServiceConfig): Promise<string[]> {
  return migrate(config, service, migrationsOf(declarationIn(module, service)));
}

/**
 * Starts the service on a database that is up to date, or is brought up to date where the configuration knows its
 * owner, as in tests. Resolves when it takes requests, which needs the broker to be there. Throws ConfigError.
 */
export async function createService(
  service: ServiceName,
  module: Type<unknown>,
  config: ServiceConfig,
): Promise<RunningService> {
  if (config.migrationDatabaseUrl !== undefined) await migrateService(service, module, config);
  await refuseUnlessMigrated(config, service, migrationsOf(declarationIn(module, service)));
  const log = new Log(config, service);
  const root = rootOf(service, module, config, log);
  const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), {
    logger: log,
    abortOnError: false,
  });
  const server = app.get(RequestServer);
  app.connectMicroservice<MicroserviceOptions>({ strategy: server }, { inheritAppConfig: true });
  const readiness = app.get(Readiness);
  const connections = [app.get(BrokerConnection), app.get(StreamConnection)];
  const relay = app.get(OutboxRelay);
  const consumers = app.get(ReactionConsumers);
  const handlers = app.get(ReactionHandlers);
  const sweeper = app.get(Sweeper);
  const walking = app.get(Walking);
  const database = app.get(Database);

  const close = async () => {
    readiness.started = false;
    // Requests first: what they raise is still published below, and nothing new comes in behind it.
    await server.close();
    await consumers.stop();
    await sweeper.stop();
    await relay.stop();
    await app.close();
    await Promise.all(connections.map((connection) => connection.close()));
    await database.close();
  };
  try {
    await app.listen(config.port, config.host);
    await Promise.all(connections.map((connection) => connection.nats()));
    await app.startAllMicroservices();
    for (const { reaction, handle } of server.reactions()) handlers.register(reaction, handle);
    app.get(Copies).carryOut(declarationIn(module, service).entities, handlers);
    consumers.start();
    sweeper.start();
    if (config.time instanceof ClockFile) await app.get(ClockRequests).start();
    readiness.started = true;
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    app,
    sql: (text, values) => database.rows(text, values),
    lacking: () => database.lacking(),
    url: (await app.getUrl()).replace(/\/$/, ''),
    sweep: async () => (await sweeper.sweep()).met,
    walker: { name: service, sweep: () => walking.sweep(), look: () => walking.look() },
    settled: async () => {
      // What a reaction raised may be published between the two looks, so both must hold in one round.
      while (!((await relay.isSettled()) && (await consumers.isSettled())))
        await new Promise((resolve) => setTimeout(resolve, 5));
    },
    close: () => (closing ??= close()),
  };
}

function rootOf(service: ServiceName, module: Type<unknown>, config: ServiceConfig, log: Log): DynamicModule {
  return {
    module: RunningServiceModule,
    global: true,
    imports: [module],
    providers: [
      { provide: SERVICE_CONFIG, useValue: config },
      { provide: SERVICE_NAME, useValue: service },
      { provide: Log, useValue: log },
    ],
    exports: [SERVICE_CONFIG, SERVICE_NAME, Log],
  };
}

/** What is inside of a service, on its database; nothing listens, nothing is told, and nothing is met by itself. */
export interface ServiceInside {
  readonly app: INestApplicationContext;
  /** Meets all deadlines that are due now; resolves to how many. */
  sweep(): Promise<number>;
  close(): Promise<void>;
}

/** For whoever measures what a service does without its transport. Its database is up to date. */
export async function insideOf(
  service: ServiceName,
  module: Type<unknown>,
  config: ServiceConfig,
): Promise<ServiceInside> {
  const log = new Log(config, service);
  const app = await NestFactory.createApplicationContext(rootOf(service, module, config, log), {
    logger: log,
    abortOnError: false,
  });
  const sweeper = app.get(Sweeper);
  return {
    app,
    sweep: async () => {
      sweeper.start();
      const { met } = await sweeper.sweep();
      await sweeper.stop();
      return met;
    },
    close: async () => {
      await app.close();
      await app.get(Database).close();
    },
  };
}

/** What the owner of a database may do by hand, as `--<name>` on the command line; answers what they are told. */
export type OwnersCommand = (app: INestApplicationContext, args: readonly string[]) => Promise<string>;

/** Does it inside of the service, as the owner of its database. Throws ConfigError for anybody else. */
export async function asOwner(
  service: ServiceName,
  module: Type<unknown>,
  config: ServiceConfig,
  command: (app: INestApplicationContext) => Promise<string>,
): Promise<string> {
  const databaseUrl = await refuseUnlessOwner(config.migrationDatabaseUrl, service);
  await refuseUnlessMigrated(config, service, migrationsOf(declarationIn(module, service)));
  const inside = await insideOf(service, module, { ...config, databaseUrl });
  try {
    return await command(inside.app);
  } catch (error) {
    throw error instanceof Problem ? new ConfigError(error.message) : error;
  } finally {
    await inside.close();
  }
}

/**
 * What a service's main file calls: reads the configuration from the environment, serves, and ends in good order on
 * SIGTERM and SIGINT. With `--migrate` on the command line it migrates instead, as the owner of the database, and with
 * `--<name>` it does what `commands` has for its owner.
 */
export async function serve(
  service: ServiceName,
  module: Type<unknown>,
  commands: Readonly<Record<string, OwnersCommand>> = {},
): Promise<void> {
  let config: ServiceConfig;
  try {
    config = readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return;
  }
  const log = new Log(config, service);
  try {
    if (process.argv.includes('--migrate')) {
      const run = await migrateService(service, module, config);
      log.info({ event: 'migrated', migrations: run.length }, 'the database is up to date');
      return;
    }
    const named = Object.entries(commands).find(([name]) => process.argv.includes(`--${name}`));
    if (named) {
      const told = await asOwner(service, module, config, (app) => named[1](app, process.argv));
      // What is inside may still keep timers and connections, and is not needed any more.
      process.stdout.write(`${told}\n`, () => process.exit());
      return;
    }
    collectDefaultMetrics();
    const tracing = await tracingOf(service, config, log);
    const running = await createService(service, module, { ...config, migrationDatabaseUrl: undefined });
    log.info({ event: 'ready', url: running.url }, 'ready');
    // Otherwise compiled code is kept at the end of the process, and one that is killed has none.
    flushCompileCache();
    const end = (signal: NodeJS.Signals) => {
      log.info({ event: 'stopping', signal }, 'stopping');
      void running
        .close()
        .catch((error: unknown) => {
          log.failure(error, {}, 'could not stop in good order');
          process.exitCode = 1;
        })
        .then(() => tracing?.close())
        .finally(() => process.exit());
    };
    process.once('SIGTERM', end);
    process.once('SIGINT', end);
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
    else log.failure(error, {}, 'could not start');
    process.exit(1);
  }
}

async function tracingOf(service: ServiceName, config: ServiceConfig, log: Log): Promise<Tracing | undefined> {
  return (
    config.tracing &&
    startTracing(service, config.tracing, (reason) =>
      log.warn({ event: 'traces_lost', reason: scrubbed(reason) }, 'traces can not be sent'),
    )
  );
}
