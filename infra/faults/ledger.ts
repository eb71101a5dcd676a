import { writeSync } from 'node:fs';

/** What became of one row of the table. */
export interface Entry {
  readonly name: string;
  tries: number;
  passed: number;
  failed: number;
  /** Why it could not be tried here. */
  notRun?: string;
  /** With what means it was tried, where not every machine has them. */
  how?: string;
  /** From each fault until a write that was begun after it was answered, in ms (R10). */
  readonly recoveryMs: number[];
  /** Where R10 gives a limit: how many recoveries took longer. */
  slow: number;
  readonly faults: string[];
  readonly figures: Record<string, number>;
}

const faultsKept = 20;

/** Counts what was tried and what came of it; prints the table and, as the last line, the same figures as JSON. */
export class Ledger {
  readonly #entries = new Map<string, Entry>();
  readonly #began = Date.now();

  entry(name: string): Entry {
    const entry = this.#entries.get(name) ?? {
      name,
      tries: 0,
      passed: 0,
      failed: 0,
      recoveryMs: [],
      slow: 0,
      faults: [],
      figures: {},
    };
    this.#entries.set(name, entry);
    return entry;
  }

  /** One try, or several that were looked at together; they passed where nothing was found. */
  judge(name: string, faults: readonly string[], figures: Readonly<Record<string, number>> = {}, tries = 1): void {
    const entry = this.entry(name);
    entry.tries += tries;
    if (faults.length === 0) entry.passed += tries;
    else entry.failed += tries;
    entry.faults.push(...faults.slice(0, Math.max(0, faultsKept - entry.faults.length)));
    for (const [figure, value] of Object.entries(figures)) entry.figures[figure] = (entry.figures[figure] ?? 0) + value;
    if (faults.length > 0) this.say(`✗ ${name}: ${faults.length} faults`);
  }

  notRun(name: string, why: string): void {
    this.entry(name).notRun = why;
  }

  triedWith(name: string, how: string): void {
    this.entry(name).how = how;
  }

  recovered(name: string, tookMs: number, limitMs: number): void {
    const entry = this.entry(name);
    entry.recoveryMs.push(tookMs);
    if (tookMs > limitMs) entry.slow += 1;
  }

  say(line: string): void {
    const seconds = ((Date.now() - this.#began) / 1_000).toFixed(0).padStart(4);
    write(`${seconds} s  ${line}\n`);
  }

  get failed(): number {
    return [...this.#entries.values()].reduce((sum, one) => sum + one.failed, 0);
  }

  print(run: { readonly form: 'short' | 'long'; readonly seed: number }): void {
    const entries = [...this.#entries.values()];
    const width = Math.max(8, ...entries.map(({ name }) => name.length));
    const row = (name: string, ...cells: (string | number)[]) =>
      write(`${name.padEnd(width)} ${cells.map((cell) => String(cell).padStart(8)).join(' ')}\n`);
    write('\n');
    row('fault', 'tries', 'passed', 'failed', 'p50 ms', 'max ms', 'slow');
    for (const one of entries) {
      if (one.notRun !== undefined) write(`${one.name.padEnd(width)}  not run: ${one.notRun}\n`);
      else
        row(
          one.name,
          one.tries,
          one.passed,
          one.failed,
          ...(one.recoveryMs.length === 0
            ? ['', '', '']
            : [median(one.recoveryMs), Math.max(...one.recoveryMs), one.slow]),
        );
    }
    for (const { name, how } of entries) if (how !== undefined) write(`${name}: ${how}\n`);
    // Rows that were tried by one load share what was found.
    const found = new Map<string, string[]>();
    for (const { name, faults } of entries)
      for (const fault of faults) found.set(fault, [...(found.get(fault) ?? []), name]);
    for (const [fault, names] of found) write(`✗ ${names.join(', ')}: ${fault}\n`);
    const seconds = Math.round((Date.now() - this.#began) / 1_000);
    const results = entries.map(({ faults: _, recoveryMs, ...one }) => ({
      ...one,
      ...(recoveryMs.length === 0 ? {} : { recoveryMs: { p50: median(recoveryMs), max: Math.max(...recoveryMs) } }),
    }));
    write(`\n${JSON.stringify({ ...run, seconds, results })}\n`);
  }
}

// Written at once, because the process may be ended right after.
const write = (text: string) => {
  for (let rest = Buffer.from(text); rest.length > 0;) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
};
const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
