import { flushCompileCache } from 'node:module';
import { startTracing } from '@bumen/tracing';
import { ConfigError, createGateway, gatewayLog, readGatewayConfig } from './gateway.ts';

async function main(): Promise<void> {
  const config = readGatewayConfig(process.env);
  const tracing =
    config.tracing &&
    (await startTracing('gateway', config.tracing, (reason) =>
      gatewayLog(config).warn({ reason }, 'traces can not be sent'),
    ));
  const gateway = await createGateway(config);
  // Otherwise compiled code is kept at the end of the process, and one that is killed has none.
  flushCompileCache();
  const end = async () => {
    try {
      await gateway.close();
    } finally {
      await tracing?.close();
    }
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
  process.stderr.write(`The gateway can not start:\n${error.sentences.map((one) => `- ${one}`).join('\n')}\n`);
  process.exit(78);
});
