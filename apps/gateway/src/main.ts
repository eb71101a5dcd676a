import { startTracing } from '@bumen/tracing';
import { ConfigError, createGateway, gatewayLog, readGatewayConfig } from './gateway.ts';

try {
  const config = readGatewayConfig(process.env);
  const tracing = config.tracing && (await startTracing('gateway', config.tracing, (reason) => gatewayLog(config).warn({ reason }, 'traces can not be sent')));
  const gateway = await createGateway(config);
  const end = async () => {
    try {
      await gateway.close();
    } finally {
      await tracing?.close();
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void end().then(() => process.exit(0), () => process.exit(1)));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`The gateway can not start:\n${error.sentences.map((one) => `- ${one}`).join('\n')}\n`);
  process.exit(78);
}
