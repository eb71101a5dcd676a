import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClockFile, newClockFile } from './clock-file.ts';
import { whyNotMovable } from './local-only.ts';

describe('the clock of a local stack', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bumen-clock-'));
    path = newClockFile(join(folder, 'clock.json')).path;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('all who read it agree at every moment, also those that begin later', () => {
    const mover = new ClockFile(path);
    const reader = new ClockFile(path);
    const shown = new Date('2026-11-27T10:00:00Z');
    expect(reader.business(shown)).toEqual(shown);
    expect(reader.isMoved).toBe(false);
    mover.standAt(new Date('2027-01-01T00:00:00Z'));
    expect(reader.business(shown)).toEqual(new Date('2027-01-01T00:00:00Z'));
    expect(reader.stands).toBe(true);
    expect(reader.real(shown)).toEqual(shown);
    mover.goOn();
    expect(new ClockFile(path).now().getTime()).toBeGreaterThanOrEqual(Date.parse('2027-01-01T00:00:00Z'));
    expect(new ClockFile(path)).toMatchObject({ stands: false, isMoved: true });
  });

  test.each([
    ['in production', { NODE_ENV: 'production' }, 'NODE_ENV is production'],
    [
      'with a database elsewhere',
      { DATABASE_URL: 'postgres://a:b@db.example.com/tickets' },
      'DATABASE_URL is not this machine',
    ],
    [
      'with a broker elsewhere',
      { NATS_URL: 'nats://127.0.0.1:4222,nats://nats.example.com' },
      'NATS_URL is not this machine',
    ],
    ['where others can reach it', { HOST: '0.0.0.0' }, 'HOST is not this machine'],
  ])('no process takes it %s', (_, env, sentence) => {
    const local = { BUMEN_CLOCK_FILE: path, NATS_URL: 'nats://localhost:4222', HOST: '127.0.0.1' };
    expect(whyNotMovable(local)).toEqual([]);
    expect(whyNotMovable({ ...local, ...env })).toEqual([expect.stringContaining(sentence)]);
    expect(whyNotMovable({ ...local, ...env, BUMEN_CLOCK_FILE: undefined })).toEqual([]);
  });

  test.each([
    ['is missing', undefined],
    ['is something else', '{"madeBy":"somebody","aheadMs":1}'],
    ['is no JSON', 'tomorrow'],
  ])('a file that %s is no clock', (_, content) => {
    const other = join(folder, 'other.json');
    if (content !== undefined) writeFileSync(other, content);
    expect(whyNotMovable({ BUMEN_CLOCK_FILE: other })).toEqual([expect.stringContaining('names no clock')]);
  });
});
