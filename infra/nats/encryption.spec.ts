import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../local/free-port.ts';
import { findNatsServer, natsServer, type NatsPasswords } from '../local/nats.ts';
import { Supervisor } from '../local/processes.ts';
import { until } from '../local/until.ts';
import { natsHolders } from '../stack.ts';

const certificate = (name: string) => fileURLToPath(new URL(`../local/fixtures/tls/${name}`, import.meta.url));
const program = fileURLToPath(new URL('../../apps/streams/src/main.ts', import.meta.url));
const passwords = Object.fromEntries(natsHolders.map((user) => [user, `of-${user}-0123456789`])) as NatsPasswords;

describe('P-05 a broker with a certificate', () => {
  let directory: string;
  let supervisor: Supervisor;
  let url: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'bumen-encrypted-'));
    supervisor = new Supervisor(join(directory, 'logs'));
    const [client, monitor] = (await freePorts(2)) as [number, number];
    const tls = { certificate: certificate('server.crt'), key: certificate('server.key') };
    const server = natsServer(findNatsServer(), directory, { client, monitor }, passwords, { tls });
    url = server.url;
    await supervisor.start(server.process);
  });
  afterAll(async () => {
    await supervisor.stopAll();
    rmSync(directory, { recursive: true, force: true });
  });

  /** A process of ours, told to trust an authority; ready as soon as it says whether it is. */
  async function keeper(name: string, trusted: string): Promise<string> {
    const [port] = await freePorts(1);
    const health = `http://127.0.0.1:${port}/health/ready`;
    await supervisor.start({
      name,
      command: process.execPath,
      args: [program],
      env: {
        NATS_URL: url,
        NATS_PASSWORD: passwords.streams,
        NODE_EXTRA_CA_CERTS: certificate(trusted),
        PORT: String(port),
        NODE_OPTIONS: '',
      },
      stopSignal: 'SIGTERM',
      stopWithinMs: 5_000,
      isReady: async () => [200, 503].includes((await fetch(health)).status),
      readyWithinMs: 20_000,
    });
    return health;
  }

  test('lets in who trusts its authority, by NODE_EXTRA_CA_CERTS alone', async () => {
    const health = await keeper('trusting', 'authority.crt');
    await until('the streams are there', async () => (await fetch(health)).status === 200, 10_000);
  });

  test('is not spoken to by who does not trust it', async () => {
    const health = await keeper('suspicious', 'stranger.crt');
    const log = join(directory, 'logs', 'suspicious.log');
    await until('it says what it waits for', () => readFileSync(log, 'utf8').includes('NODE_EXTRA_CA_CERTS'), 15_000);
    expect((await fetch(health)).status).toBe(503);
  });
});
