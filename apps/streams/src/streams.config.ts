import { z } from 'zod';

const text = z.string().trim().min(1);

const environment = z.object({
  NATS_URL: text,
  NATS_USER: text.default('streams'),
  NATS_PASSWORD: text,
  DEPARTMENTS: z
    .string()
    .default('')
    .transform((names) => names.split(',').map((name) => name.trim()))
    .transform((names) => names.filter((name) => name !== ''))
    .pipe(
      z.array(
        z
          .string()
          .regex(
            /^[a-z][a-z0-9_]*(=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/,
            'must be names of departments, each with = and its id where it has one, separated by commas',
          ),
      ),
    ),
  HOST: text.default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export interface StreamsConfig {
  readonly natsUrl: string;
  readonly natsUser: string;
  readonly natsPassword: string;
  /** Departments that have a place in the departments' streams. */
  readonly departments: readonly string[];
  /** Their ids in hr by these names: under which each is told what it alone hears. */
  readonly departmentIds: Readonly<Record<string, string>>;
  /** Where health and metrics listen. Port 0 takes any free one. */
  readonly host: string;
  readonly port: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

/** A setting is missing or wrong. The message has one sentence for each, and never repeats a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Throws ConfigError. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): StreamsConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const read = environment.safeParse(given);
  if (!read.success)
    throw new ConfigError(
      read.error.issues
        .map(({ path: [name], message }) =>
          String(name) in given
            ? `${String(name)} is not valid: ${message}.`
            : `${String(name)} is not set; without it the streams can not be kept.`,
        )
        .join('\n'),
    );
  const { data } = read;
  return {
    natsUrl: data.NATS_URL,
    natsUser: data.NATS_USER,
    natsPassword: data.NATS_PASSWORD,
    departments: data.DEPARTMENTS.map((one) => one.split('=')[0]!),
    departmentIds: Object.fromEntries(
      data.DEPARTMENTS.map((one) => one.split('=')).flatMap(([name, id]) => (id === undefined ? [] : [[name, id]])),
    ),
    host: data.HOST,
    port: data.PORT,
    logLevel: data.LOG_LEVEL,
  };
}
