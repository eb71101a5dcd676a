import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newClockFile } from '@bumen/clock';
import { catalogue, services } from '@bumen/contracts';
import { readGatewayConfig } from '@bumen/gateway';
import { readSettings } from '@bumen/infra/local/settings';
import { permissions, permissionsToMoveClock } from '@bumen/infra/nats/permissions';
import { natsServerConfig } from '@bumen/infra/nats/server-config';
import { projectRoot } from './sources.ts';

/** What is handed to other people: what they read of the API, and with what they set up a broker. */
const released = ['docs/openapi.json', 'docs/asyncapi.json', 'docs/traffic.md'];
const place = {
  host: '127.0.0.1',
  port: 4222,
  monitorPort: null,
  tls: null,
  storeDirectory: 'store',
  storeBytesMax: null,
  version: '2.10.0',
};

test('nothing that is released knows of a clock that can be moved', () => {
  for (const file of released) expect(readFileSync(join(projectRoot, file), 'utf8')).not.toMatch(/\/clock\b|\bclock\./);
  expect(catalogue.operations.filter(({ http }) => http?.includes('/clock'))).toEqual([]);
});

test('no broker but that of such a stack lets anybody ask for it or hear it', () => {
  const asked = /\bclock\.[a-z]+\.(?:sweep|look)\b/g;
  expect(natsServerConfig(place)).not.toMatch(asked);
  expect(Object.values(permissions).flatMap(({ publish, subscribe }) => [...publish, ...subscribe])).not.toContainEqual(
    expect.stringMatching(/^clock\./),
  );
  const found = natsServerConfig(place, permissionsToMoveClock).match(asked)!;
  expect(found.toSorted()).toEqual(
    services
      .flatMap((service) => ['look', 'look', 'sweep', 'sweep'].map((what) => `clock.${service}.${what}`))
      .toSorted(),
  );
});

test.each([
  [{ DATABASE_URL: 'postgres://a:b@db.example.com/postgres' }, 'unset DATABASE_URL and NATS_URL, or BUMEN_CLOCK'],
  [{ NODE_ENV: 'production' }, 'NODE_ENV not to be production'],
  [{ HOST: '0.0.0.0' }, 'HOST to be this machine'],
  [{ BUMEN_CLOCK: 'yesterday' }, 'BUMEN_CLOCK must be real or movable'],
])('the local stack moves no clock with %p', (env, sentence) => {
  expect(() => readSettings({ BUMEN_CLOCK: 'movable', ...env }, { fresh: false })).toThrow(sentence);
  expect(readSettings({ BUMEN_CLOCK: 'movable' }, { fresh: false }).movableClock).toBe(true);
  expect(readSettings({}, { fresh: false }).movableClock).toBe(false);
});

test('a gateway that is told of such a clock where people work does not start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bumen-clock-'));
  try {
    const local = {
      NATS_URL: 'nats://127.0.0.1:4222',
      NATS_USER: 'gateway',
      NATS_PASSWORD: 'a password',
      ACCESS_TOKEN_SECRET: 'a secret that is long enough for the tests',
      BUMEN_CLOCK_FILE: newClockFile(join(folder, 'clock.json')).path,
    };
    expect(readGatewayConfig(local).clock).toBeDefined();
    expect(readGatewayConfig({ ...local, BUMEN_CLOCK_FILE: '' }).clock).toBeUndefined();
    for (const elsewhere of [
      { NODE_ENV: 'production' },
      { NATS_URL: 'nats://nats.example.com:4222' },
      { HOST: '0.0.0.0' },
      { BUMEN_CLOCK_FILE: join(folder, 'none.json') },
    ])
      expect(() => readGatewayConfig({ ...local, ...elsewhere })).toThrow('is for the local stack alone: unset it');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
