import { z } from 'zod';
import { clockIn, whyNotMovable, type TimeSource } from '@bumen/clock';
import type { TracingConfig } from '@bumen/tracing';

const text = z.string().trim().min(1);
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const environment = z.object({
  DATABASE_URL: text.refine((value) => /^postgres(ql)?:\/\//.test(value), 'must begin with postgres://'),
  MIGRATION_DATABASE_URL: text
    .refine((value) => /^postgres(ql)?:\/\//.test(value), 'must begin with postgres://')
    .optional(),
  DATABASE_POOL: whole(2, 200).default(8),
  NATS_URL: text,
  NATS_USER: text.optional(),
  NATS_PASSWORD: text.optional(),
  HOST: text.default('127.0.0.1'),
  PORT: whole(0, 65_535).default(0),
  REQUESTS_WAITING_MAX: whole(0, 100_000).default(200),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an address like http://127.0.0.1:4318' })
    .optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

/** Injection token of the running service's configuration. */
export const SERVICE_CONFIG = Symbol('service config');

/** How one process of a service reaches its servers and how much it takes on at once. */
export interface ServiceConfig {
  readonly databaseUrl: string;
  /**
   * The same database as its owner, for `--migrate`. A process that serves goes without it, and its own user owns
   * nothing: so nobody who speaks for it can switch off what its tables refuse (P-06).
   */
  readonly migrationDatabaseUrl?: string;
  /** Connections to the database; also the number of requests in work at once. */
  readonly databasePool: number;
  readonly natsUrl: string;
  readonly natsUser?: string;
  readonly natsPassword?: string;
  /** Where health and metrics listen. Port 0 takes any free one. */
  readonly host: string;
  readonly port: number;
  /** Requests that may wait for a connection before further ones are answered 429 (R9). */
  readonly requestsWaitingMax: number;
  /** Where log lines go; standard output unless given. */
  readonly log?: { write(line: string): void };
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Where traces are sent; nothing is traced without it. */
  readonly tracing?: TracingConfig;
  /** Another time than the database's; on a desk or a local stack, and nowhere else. */
  readonly time?: TimeSource;
}

/** A setting is missing or wrong. The message has one sentence for each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the configuration from environment variables. Throws ConfigError with one sentence per wrong setting. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ServiceConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const read = environment.safeParse(given);
  if (!read.success)
    throw new ConfigError(
      read.error.issues.map((issue) => sentence(String(issue.path[0]), given, issue.message)).join('\n'),
    );
  const notMovable = whyNotMovable(env);
  if (notMovable.length > 0) throw new ConfigError(notMovable.join('\n'));
  const time = clockIn(env);
  const { data } = read;
  return {
    ...(time && { time }),
    databaseUrl: data.DATABASE_URL,
    ...(data.MIGRATION_DATABASE_URL && { migrationDatabaseUrl: data.MIGRATION_DATABASE_URL }),
    databasePool: data.DATABASE_POOL,
    natsUrl: data.NATS_URL,
    natsUser: data.NATS_USER,
    natsPassword: data.NATS_PASSWORD,
    host: data.HOST,
    port: data.PORT,
    requestsWaitingMax: data.REQUESTS_WAITING_MAX,
    logLevel: data.LOG_LEVEL,
    ...(data.OTEL_EXPORTER_OTLP_ENDPOINT
      ? { tracing: { endpoint: data.OTEL_EXPORTER_OTLP_ENDPOINT, ratio: data.OTEL_TRACES_SAMPLER_ARG } }
      : {}),
  };
}

function sentence(name: string, given: Record<string, unknown>, message: string): string {
  if (!(name in given)) return `${name} is not set; the service can not start without it.`;
  // Addresses hold passwords, so a wrong value is described and never repeated.
  return `${name} is not valid: ${message}.`;
}

/**
 * The configuration with everything that may stay out filled in; for tests and programs that know only the addresses.
 */
export function configOf(
  given: Pick<ServiceConfig, 'databaseUrl' | 'natsUrl'> & Partial<ServiceConfig>,
): ServiceConfig {
  return { databasePool: 8, host: '127.0.0.1', port: 0, requestsWaitingMax: 200, logLevel: 'info', ...given };
}
