import { isIP } from 'node:net';
import { z } from 'zod';
import { clockIn, whyNotMovable, type ClockFile } from '@bumen/clock';
import type { TracingConfig } from '@bumen/tracing';

/** What an operator sets. Every field comes from one environment variable, named beside it. */
export interface GatewayConfig {
  /** NATS_URL: one or several addresses of the broker, separated by commas. */
  readonly natsUrl: string;
  /** NATS_USER */
  readonly natsUser: string;
  /** NATS_PASSWORD */
  readonly natsPassword: string;
  /** HOST */
  readonly host: string;
  /** PORT; 0 takes any free one. */
  readonly port: number;
  /** ACCESS_TOKEN_SECRET: the same for every gateway that stands beside this one. */
  readonly accessTokenSecret: string;
  /** ACCESS_TOKEN_TTL_S: seconds. */
  readonly accessTokenTtlS: number;
  /** REQUEST_TIMEOUT_MS: how long a caller waits at most. */
  readonly requestTimeoutMs: number;
  /** BODY_LIMIT_BYTES, where an operation has no limit of its own. */
  readonly bodyLimitBytes: number;
  /** CORS_ORIGINS: origins separated by commas that may call from a browser. */
  readonly corsOrigins: readonly string[];
  /** RATE_LIMIT_PER_MINUTE: requests of one caller; 0 for no limit. */
  readonly rateLimitPerMinute: number;
  /**
   * RATE_LIMIT_SIGN_IN_PER_MINUTE: sign-ins from one address, behind which a whole office may sit, on devices that
   * nobody has signed in on before; 0 for no limit.
   */
  readonly rateLimitSignInPerMinute: number;
  /** EVENT_STREAMS_MAX: how many `/api/events` streams are served at once. */
  readonly eventStreamsMax: number;
  /** EVENT_STREAMS_PER_PERSON_MAX: how many of them one person may have, in all browsers and tabs. */
  readonly eventStreamsPerPersonMax: number;
  /** CONNECTIONS_MAX: how many connections are open at once; more are closed as they come. */
  readonly connectionsMax: number;
  /**
   * TRUST_PROXY: how many proxies stand before the gateway, or which ones; what they put into X-Forwarded-For is
   * believed. false for none.
   */
  readonly trustProxy: false | number | string;
  /** CONSOLE_DIR: folder with the console's built files, served at `/`. */
  readonly consoleDir?: string;
  /** METRICS_TOKEN: bearer token for `/metrics`; without it only this machine may read them. */
  readonly metricsToken?: string;
  /** LOG_LEVEL */
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER_ARG: where traces are sent; nothing is traced without it. */
  readonly tracing?: TracingConfig;
  /** OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_REDIRECT_URL: all or none. */
  readonly oidc?: OidcConfig;
  /** BUMEN_CLOCK_FILE: a business clock that can be moved; of the local stack alone, and refused anywhere else. */
  readonly clock?: ClockFile;
}

export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Address of `/api/session/oidc/callback` as a browser reaches it. */
  readonly redirectUrl: string;
}

/** Thrown at start; the message has one sentence for each setting that is wrong. */
export class ConfigError extends Error {
  readonly sentences: readonly string[];
  constructor(sentences: readonly string[]) {
    super(sentences.join('\n'));
    this.name = 'ConfigError';
    this.sentences = sentences;
  }
}

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.int().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));
const filled = z.string().min(1, 'must not be empty');
const address = (protocols: RegExp, like: string) =>
  z.url({ protocol: protocols, error: `must be an address like ${like}` });
const broker = address(/^(nats|tls|wss?)$/, 'nats://127.0.0.1:4222');
const web = address(/^https?$/, 'https://example.com');

const environment = z.object({
  NATS_URL: z
    .string()
    .refine(
      (text) => text.split(',').every((one) => broker.safeParse(one.trim()).success),
      'must be an address like nats://127.0.0.1:4222, or several separated by commas',
    ),
  NATS_USER: filled,
  NATS_PASSWORD: filled,
  HOST: filled.default('127.0.0.1'),
  PORT: whole(0, 65_535).prefault('3000'),
  ACCESS_TOKEN_SECRET: z.string().min(32, 'must have at least 32 characters, so that nobody guesses it'),
  ACCESS_TOKEN_TTL_S: whole(30, 86_400).prefault('600'),
  REQUEST_TIMEOUT_MS: whole(100, 120_000).prefault('5000'),
  BODY_LIMIT_BYTES: whole(1024, 8 * 1024 * 1024).prefault(String(256 * 1024)),
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform(list)
    .refine(
      (origins) => origins.every((one) => URL.canParse(one) && new URL(one).origin === one),
      'must be origins like https://desk.example.com, separated by commas and without a path',
    ),
  RATE_LIMIT_PER_MINUTE: whole(0, 10_000_000).prefault('6000'),
  RATE_LIMIT_SIGN_IN_PER_MINUTE: whole(0, 10_000_000).prefault('120'),
  EVENT_STREAMS_MAX: whole(1, 100_000).prefault('2000'),
  EVENT_STREAMS_PER_PERSON_MAX: whole(1, 100_000).prefault('20'),
  CONNECTIONS_MAX: whole(10, 1_000_000).prefault('10000'),
  TRUST_PROXY: z
    .string()
    .default('false')
    // "true" would believe whatever address a caller writes into the header.
    .refine(
      (text) => text === 'false' || /^([1-9]|10)$/.test(text) || list(text).every(isNetwork),
      'must be false, the number of proxies before the gateway (1 to 10), or their addresses and networks, like 10.0.0.0/8, separated by commas',
    )
    .transform((text) => (text === 'false' ? false : /^\d+$/.test(text) ? Number(text) : list(text).join(','))),
  CONSOLE_DIR: filled.optional(),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be one of fatal, error, warn, info, debug, trace, silent',
    )
    .default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: address(/^https?$/, 'http://127.0.0.1:4318').optional(),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(0(\.\d+)?|1(\.0+)?)$/, 'must be a part from 0 to 1, like 0.1')
    .prefault('1')
    .transform(Number),
  OIDC_ISSUER: web.optional(),
  OIDC_CLIENT_ID: filled.optional(),
  OIDC_CLIENT_SECRET: filled.optional(),
  OIDC_REDIRECT_URL: web.optional(),
});

/** An address, a network, or a name that Fastify has for some. */
function isNetwork(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [host = '', prefix, ...more] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(host)]!;
  return (
    more.length === 0 && bits > 0 && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits))
  );
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
}

/** @throws ConfigError */
export function readGatewayConfig(env: Record<string, string | undefined>): GatewayConfig {
  // An empty variable is one that is not set: compose files can't leave a variable out.
  const set = Object.fromEntries(
    Object.keys(environment.shape).flatMap((name) =>
      env[name] === undefined || env[name] === '' ? [] : [[name, env[name]]],
    ),
  );
  const read = environment.safeParse(set);
  if (!read.success)
    throw new ConfigError(
      read.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        return `${name} ${name in set ? issue.message : 'is missing'}.`;
      }),
    );
  const value = read.data;
  const oidc = [value.OIDC_ISSUER, value.OIDC_CLIENT_ID, value.OIDC_CLIENT_SECRET, value.OIDC_REDIRECT_URL];
  if (oidc.some(Boolean) && !oidc.every(Boolean))
    throw new ConfigError([
      'OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and OIDC_REDIRECT_URL belong together: set all four or none.',
    ]);
  const notMovable = whyNotMovable(env);
  if (notMovable.length > 0) throw new ConfigError(notMovable);
  const clock = clockIn(env);
  return {
    ...(clock && { clock }),
    natsUrl: value.NATS_URL,
    natsUser: value.NATS_USER,
    natsPassword: value.NATS_PASSWORD,
    host: value.HOST,
    port: value.PORT,
    accessTokenSecret: value.ACCESS_TOKEN_SECRET,
    accessTokenTtlS: value.ACCESS_TOKEN_TTL_S,
    requestTimeoutMs: value.REQUEST_TIMEOUT_MS,
    bodyLimitBytes: value.BODY_LIMIT_BYTES,
    corsOrigins: value.CORS_ORIGINS,
    rateLimitPerMinute: value.RATE_LIMIT_PER_MINUTE,
    rateLimitSignInPerMinute: value.RATE_LIMIT_SIGN_IN_PER_MINUTE,
    eventStreamsMax: value.EVENT_STREAMS_MAX,
    eventStreamsPerPersonMax: value.EVENT_STREAMS_PER_PERSON_MAX,
    connectionsMax: value.CONNECTIONS_MAX,
    trustProxy: value.TRUST_PROXY,
    logLevel: value.LOG_LEVEL,
    ...(value.CONSOLE_DIR && { consoleDir: value.CONSOLE_DIR }),
    ...(value.METRICS_TOKEN && { metricsToken: value.METRICS_TOKEN }),
    ...(value.OTEL_EXPORTER_OTLP_ENDPOINT && {
      tracing: { endpoint: value.OTEL_EXPORTER_OTLP_ENDPOINT, ratio: value.OTEL_TRACES_SAMPLER_ARG },
    }),
    ...(value.OIDC_ISSUER && {
      oidc: {
        issuer: value.OIDC_ISSUER,
        clientId: value.OIDC_CLIENT_ID!,
        clientSecret: value.OIDC_CLIENT_SECRET!,
        redirectUrl: value.OIDC_REDIRECT_URL!,
      },
    }),
  };
}

/** Under this the configuration is injected. */
export const gatewayConfig = Symbol('GatewayConfig');
