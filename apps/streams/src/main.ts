import { createServer } from 'node:http';
import { flushCompileCache } from 'node:module';
import { connect } from '@nats-io/transport-node';
import { pino } from 'pino';
import { collectDefaultMetrics, Counter, register } from 'prom-client';
import { inboxPrefix } from '@bumen/contracts';
import { FeedDesk, StreamKeeper, type KeeperReport } from '@bumen/streams';
import { ConfigError, readConfig } from './streams.config.ts';

/** So often it says that it waits for the broker. */
const waitingMs = 3_000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel, base: { service: 'streams' } });
  collectDefaultMetrics();
  const deeds = new Counter({
    name: 'bumen_streams_kept_total',
    help: 'Streams and consumers that were made, repaired or taken away, and failures to do so.',
    labelNames: ['event'],
  });
  const report: KeeperReport = (event, details) => {
    deeds.inc({ event });
    log[event.endsWith('_made') ? 'info' : 'warn']({ event, ...details }, 'what the contracts name is made or mended');
  };
  let isReady = () => false;
  const server = createServer((request, response) => {
    const answer = async () => {
      if (request.url === '/health/live') return [200, '{"status":"ok"}'] as const;
      if (request.url === '/health/ready')
        return isReady() ? ([200, '{"status":"ok"}'] as const) : ([503, '{"status":"error"}'] as const);
      if (request.url === '/metrics') return [200, await register.metrics()] as const;
      return [404, ''] as const;
    };
    void answer().then(([status, body]) => {
      response.statusCode = status;
      response.end(body);
    });
  });
  server.listen(config.port, config.host);
  const waiting = setInterval(
    () =>
      log.warn(
        { event: 'broker_awaited', user: config.natsUser },
        'no connection to the broker yet: is NATS_URL right, are the user and password, and does this machine trust its certificate (NODE_EXTRA_CA_CERTS)?',
      ),
    waitingMs,
  );
  const connection = await connect({
    servers: config.natsUrl.split(',').map((one) => one.trim()),
    user: config.natsUser,
    pass: config.natsPassword,
    name: 'bumen-streams',
    inboxPrefix: inboxPrefix(config.natsUser),
    waitOnFirstConnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    reconnectJitter: 100,
    ignoreAuthErrorAbort: true,
    pingInterval: 5_000,
    maxPingOut: 2,
    noAsyncTraces: true,
  }).finally(() => clearInterval(waiting));
  const keeper = new StreamKeeper(connection, {
    departments: config.departments,
    departmentIds: config.departmentIds,
    report,
  });
  isReady = () => keeper.complete;
  keeper.start();
  await new FeedDesk(connection, report).start();
  log.info({ event: 'keeping' }, 'streams and consumers are looked after');
  // Otherwise compiled code is kept at the end of the process, and one that is killed has none.
  flushCompileCache();
  const end = async () => {
    server.close();
    await keeper.stop();
    await connection.close();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(
      signal,
      () =>
        void end().then(
          () => process.exit(0),
          () => process.exit(1),
        ),
    );
}

main().catch((error: unknown) => {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(78);
});
