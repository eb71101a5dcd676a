import { types } from 'node:util';
import { Inject, Injectable, type LoggerService } from '@nestjs/common';
import { pino, type Logger, type LoggerOptions } from 'pino';
import type { ServiceName } from '@bumen/contracts';
import { SERVICE_CONFIG, type ServiceConfig } from '../config/service-config.ts';
import { SERVICE_NAME } from '../config/service-name.ts';

/**
 * What may stand beside a sentence in the log: names, ids, codes and counts, never a request, an answer or a row
 * (P-05).
 */
export type Facts = Readonly<Record<string, string | number | boolean | null | undefined>> & { readonly error?: never };

/** Structured log on standard output. Errors are cut down to what holds no data before they are written. */
@Injectable()
export class Log implements LoggerService {
  readonly #pino: Logger;

  constructor(
    @Inject(SERVICE_CONFIG) config: Pick<ServiceConfig, 'logLevel' | 'log'>,
    @Inject(SERVICE_NAME) service: ServiceName,
  ) {
    const options: LoggerOptions = {
      level: config.logLevel,
      base: { service },
      formatters: { level: (level) => ({ level }) },
      timestamp: pino.stdTimeFunctions.isoTime,
    };
    this.#pino = config.log ? pino(options, config.log) : pino(options);
  }

  info(facts: Facts, sentence: string): void {
    this.#pino.info(facts, sentence);
  }
  warn(facts: Facts | string, sentence?: string): void {
    if (typeof facts === 'string') this.#pino.warn({ context: sentence }, facts);
    else this.#pino.warn(facts, sentence);
  }
  /** With the error that it is about; its stack is kept, the values in it are not. */
  failure(error: unknown, facts: Facts, sentence: string): void {
    this.#pino.error({ ...facts, failure: described(error) }, sentence);
  }

  // What Nest itself writes: starting, stopping and its own failures.
  log(message: unknown, context?: string): void {
    this.#pino.debug({ context }, scrubbed(String(message)));
  }
  error(facts: unknown, sentence?: string, context?: string): void {
    if (types.isNativeError(facts)) this.failure(facts, { context }, scrubbed(facts.message));
    else if (typeof facts === 'object' && facts !== null) this.#pino.error(facts, sentence);
    else this.#pino.error({ context }, scrubbed(String(facts)));
  }
  debug(message: unknown, context?: string): void {
    this.#pino.debug({ context }, scrubbed(String(message)));
  }
  verbose(message: unknown, context?: string): void {
    this.#pino.trace({ context }, scrubbed(String(message)));
  }
  fatal(message: unknown, context?: string): void {
    this.#pino.fatal({ context }, scrubbed(String(message)));
  }
}

/** Name, code, scrubbed message and stack; never the statement's values or the server's detail, which hold data. */
export function described(error: unknown): {
  name: string;
  message: string;
  code?: string;
  constraint?: string;
  stack?: string;
} {
  if (!types.isNativeError(error)) return { name: 'unknown', message: scrubbed(String(error)) };
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  const message = scrubbed(error.message);
  return {
    name: error.name,
    message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    stack: error.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
  };
}

/** Takes out what may be a value: what stands in quotes after a colon, long runs of digits, and addresses of mail. */
export function scrubbed(text: string): string {
  return text
    .replace(/: "[^"]*"/g, ': "…"')
    .replace(/[\w.+-]+@[\w-]+\.[\w.]+/g, '…@…')
    .replace(/(?<![\w-])\d{6,}(?![\w-])/g, '…');
}
