import type { ServiceConfig } from '@bumen/service-kit';

interface Line {
  readonly operation?: string;
  readonly correlationId?: string;
  readonly failure?: { readonly name: string; readonly message: string; readonly stack?: string };
}
const kept = 500;

/**
 * What the services at a desk log. Errors are kept, so that the cause of an `internal_error` can be shown; with
 * `LOG_LEVEL=info pnpm jest …` everything from that level on is printed as it comes.
 */
export class ServiceLog {
  readonly level = (process.env['LOG_LEVEL'] ?? 'error') as ServiceConfig['logLevel'];
  readonly #printed = process.env['LOG_LEVEL'] !== undefined;
  readonly #lines: string[] = [];

  write(line: string): void {
    if (this.#printed) process.stdout.write(line);
    this.#lines.push(line);
    if (this.#lines.length > kept) this.#lines.shift();
  }

  /** The last that were written, as text. */
  get text(): string {
    return this.#lines.join('');
  }

  /** What failed last, and why; a table or column that the migration lacks is told so. */
  lastFailure(): string {
    const lines = this.#lines.flatMap((line) => (line.includes('"failure"') ? [JSON.parse(line) as Line] : []));
    const failure = lines.at(-1)?.failure;
    return failure ? `what failed last: ${failure.name}: ${failure.message}` : 'nothing has failed';
  }

  /** What failed in a request, with the stack; undefined where nothing was logged about it. */
  causeOf(correlationId: string): string | undefined {
    const failures = this.#lines
      .filter((line) => line.includes(correlationId))
      .map((line) => JSON.parse(line) as Line)
      .filter((line) => line.correlationId === correlationId && line.failure !== undefined);
    if (failures.length === 0) return undefined;
    return failures
      .map(({ operation, failure }) => `${operation} failed: ${failure!.name}: ${failure!.message}\n${failure!.stack}`)
      .join('\n');
  }
}
