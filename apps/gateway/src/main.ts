import { ConfigError, createGateway, readGatewayConfig } from './gateway.ts';

try {
  const gateway = await createGateway(readGatewayConfig(process.env));
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      void gateway.close().then(() => process.exit(0), () => process.exit(1));
    });
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`The gateway can not start:\n${error.sentences.map((one) => `- ${one}`).join('\n')}\n`);
  process.exit(78);
}
