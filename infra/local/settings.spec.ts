import { passwordVariable } from '../nats/server-config.ts';
import { natsHolders } from '../stack.ts';
import { readSettings } from './settings.ts';

const passwords = Object.fromEntries(natsHolders.map((user) => [passwordVariable(user), `of-${user}-0123456789`]));

test('starts everything itself on port 3000 where nothing is said', () => {
  expect(readSettings({}, { fresh: false })).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    databaseUrl: null,
    natsUrl: null,
    fresh: false,
  });
});

test('takes servers of one’s own', () => {
  const settings = readSettings(
    { DATABASE_URL: 'postgres://me:secret@db:5432/postgres', NATS_URL: 'nats://broker:4222', PORT: '', ...passwords },
    { fresh: false },
  );
  expect(settings).toMatchObject({
    databaseUrl: 'postgres://me:secret@db:5432/postgres',
    natsUrl: 'nats://broker:4222',
    natsPasswords: { gateway: 'of-gateway-0123456789' },
    port: 3000,
  });
});

test.each([
  [{ PORT: 'many' }, false, /^PORT must be a number\.$/],
  [{ PORT: '70000' }, false, /^PORT /],
  [{ DATABASE_URL: 'mysql://db' }, false, /^DATABASE_URL must be the URL of a PostgreSQL server/],
  [
    { NATS_URL: 'nats://broker:4222' },
    false,
    /NATS_PASSWORD_STREAMS, NATS_PASSWORD_TICKETS, .*NATS_PASSWORD_GATEWAY must be set as well/,
  ],
  [{ ...passwords, NATS_PASSWORD_TICKETS: '12345678901234' }, false, /^NATS_PASSWORD_TICKETS must begin with a letter/],
  [
    { NATS_STORE_MAX: '75' },
    false,
    /^NATS_STORE_MAX must be a part of the disk, such as 75%, or a size, such as 20GB\.$/,
  ],
  [{ DATABASE_URL: 'postgres://db/postgres' }, true, /^--fresh throws away the embedded data only/],
])('says in a sentence what is wrong with %p, --fresh %p', (env, fresh, sentence) => {
  expect(() => readSettings(env, { fresh })).toThrow(sentence);
});

test('never repeats a secret that it refuses', () => {
  expect(() => readSettings({ NATS_PASSWORD_HR: '99-secret' }, { fresh: false })).toThrow(
    /^(?!.*99-secret).*must begin with a letter/,
  );
});
