import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newClockFile } from '@bumen/clock';
import { ConfigError, readConfig } from './service-config.ts';

const given = { DATABASE_URL: 'postgres://me:secret@db/tickets', NATS_URL: 'nats://broker' };

test('what may stay out has its default', () => {
  expect(readConfig(given)).toMatchObject({
    databasePool: 8,
    host: '127.0.0.1',
    port: 0,
    logLevel: 'info',
    requestsWaitingMax: 200,
  });
});

test('an empty variable counts as not set', () => {
  expect(readConfig({ ...given, DATABASE_POOL: '' }).databasePool).toBe(8);
});

test.each([
  [{ DATABASE_URL: undefined }, 'DATABASE_URL is not set; the service can not start without it.'],
  [{ DATABASE_URL: 'mysql://me:secret@db' }, 'DATABASE_URL is not valid: must begin with postgres://.'],
  [{ NATS_URL: '' }, 'NATS_URL is not set; the service can not start without it.'],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
    'OTEL_EXPORTER_OTLP_ENDPOINT is not valid: must be an address like http://127.0.0.1:4318.',
  ],
])('says in one sentence what is wrong with %j', (wrong, sentence) => {
  expect(() => readConfig({ ...given, ...wrong })).toThrow(new ConfigError(sentence));
});

test('E-02 traces are sent only where an address says where, all of them unless a part is asked for', () => {
  const endpoint = 'http://collector:4318';
  expect(readConfig(given).tracing).toBeUndefined();
  expect(readConfig({ ...given, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }).tracing).toEqual({ endpoint, ratio: 1 });
  expect(
    readConfig({ ...given, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: '0.1' }).tracing,
  ).toEqual({ endpoint, ratio: 0.1 });
});

test('says everything that is wrong at once, and never repeats a value', () => {
  const wrong = () => readConfig({ DATABASE_URL: 'mysql://me:secret@db', PORT: '70000', LOG_LEVEL: 'loud' });
  expect(wrong).toThrow(/DATABASE_URL.*\nNATS_URL.*\nPORT.*\nLOG_LEVEL/);
  expect(wrong).not.toThrow(/secret/);
});

test('business time is moved on a local stack alone: a service that is told of such a clock elsewhere does not start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bumen-clock-'));
  try {
    const { path } = newClockFile(join(folder, 'clock.json'));
    const local = {
      DATABASE_URL: 'postgres://me:secret@127.0.0.1:5432/tickets',
      NATS_URL: 'nats://127.0.0.1:4222',
      BUMEN_CLOCK_FILE: path,
    };
    expect(readConfig(local).time).toMatchObject({ path });
    expect(readConfig({ ...local, BUMEN_CLOCK_FILE: '' }).time).toBeUndefined();
    const refused = /^BUMEN_CLOCK_FILE is for the local stack alone: unset it, since/;
    for (const elsewhere of [given, { NODE_ENV: 'production' }, { BUMEN_CLOCK_FILE: join(folder, 'none.json') }])
      expect(() => readConfig({ ...local, ...elsewhere })).toThrow(refused);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
