import { z } from 'zod';
import { passwordVariable } from '../nats/server-config.ts';
import { storeLimitForm } from '../nats/store-limit.ts';
import { natsHolders, processes, type NatsHolder } from '../stack.ts';

const serverUrl = (protocols: readonly string[], what: string) =>
  z
    .string()
    .refine((text) => protocols.some((protocol) => text.startsWith(protocol)) && URL.canParse(text), `must be ${what}`);

// The broker's configuration is not quoted around variables, so a password that looks like a number or a list would be
// read as one.
const password = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{11,}$/, 'must begin with a letter and have at least 12 letters, digits, "-" or "_"');

const variables = z.object({
  PORT: z.coerce.number('must be a number').int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: serverUrl(
    ['postgres://', 'postgresql://'],
    'the URL of a PostgreSQL server, such as postgres://user:password@host:5432/postgres',
  ).optional(),
  NATS_URL: serverUrl(
    ['nats://', 'tls://', 'ws://', 'wss://'],
    'the URL of a NATS server, such as nats://host:4222',
  ).optional(),
  NATS_STORE_MAX: z
    .string()
    .regex(storeLimitForm, 'must be a part of the disk, such as 75%, or a size, such as 20GB')
    .default('75%'),
  BUMEN_CLOCK: z.enum(['real', 'movable'], 'must be real or movable').default('real'),
  NODE_ENV: z.string().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  ...(Object.fromEntries(natsHolders.map((user) => [passwordVariable(user), password.optional()])) as Record<
    `NATS_PASSWORD_${string}`,
    z.ZodOptional<typeof password>
  >),
});

const isThisMachine = (host: string) => /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host);

/** What can be said to `npm start` from outside, by environment variables. Everything else is found or made up. */
export interface Settings {
  /** Where the gateway listens; 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  /** A PostgreSQL of your own, as a user who may create databases and roles; null for the embedded one. */
  readonly databaseUrl: string | null;
  /** A broker of your own, configured with the generated permissions; null for the embedded one. */
  readonly natsUrl: string | null;
  readonly natsPasswords: Partial<Record<NatsHolder, string>>;
  /** How much the embedded broker keeps on its disk at most: a part of it, or a size. */
  readonly natsStoreMax: string;
  readonly logLevel: string;
  /** Business time can be moved (`PUT /api/clock`). */
  readonly movableClock: boolean;
  /** Throws the data of earlier starts away first. */
  readonly fresh: boolean;
}

/** A setting that is wrong, said so that one can put it right. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Throws SettingsError with one sentence per wrong setting. */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
  { fresh }: { readonly fresh: boolean },
): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const read = variables.safeParse(given);
  const sentences = read.success ? [] : read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`);
  const { data } = read;
  if (data?.DATABASE_URL && fresh)
    sentences.push(
      '--fresh throws away the embedded data only; with DATABASE_URL, drop the databases of your server yourself.',
    );
  if (data?.BUMEN_CLOCK === 'movable') {
    if (data.DATABASE_URL || data.NATS_URL)
      sentences.push(
        'BUMEN_CLOCK=movable is for the servers that come along: unset DATABASE_URL and NATS_URL, or BUMEN_CLOCK.',
      );
    if (data.NODE_ENV === 'production' || !isThisMachine(data.HOST))
      sentences.push(
        'BUMEN_CLOCK=movable is for trying things out: it needs HOST to be this machine and NODE_ENV not to be production.',
      );
  }
  if (data?.NATS_URL) {
    const missing = processes
      .map((one) => passwordVariable(one.natsUser))
      .filter((name) => data[name as keyof typeof data] === undefined);
    if (missing.length > 0)
      sentences.push(
        `With NATS_URL, ${missing.join(', ')} must be set as well. Your server needs the configuration that "pnpm --silent nats-config" prints.`,
      );
  }
  if (!data || sentences.length > 0) throw new SettingsError(sentences.join('\n'));
  const passwords = natsHolders.flatMap((user) => {
    const value = data[passwordVariable(user) as keyof typeof data];
    return typeof value === 'string' ? [[user, value] as const] : [];
  });
  return {
    port: data.PORT,
    host: data.HOST,
    databaseUrl: data.DATABASE_URL ?? null,
    natsUrl: data.NATS_URL ?? null,
    natsPasswords: Object.fromEntries(passwords),
    natsStoreMax: data.NATS_STORE_MAX,
    logLevel: data.LOG_LEVEL,
    movableClock: data.BUMEN_CLOCK === 'movable',
    fresh,
  };
}
