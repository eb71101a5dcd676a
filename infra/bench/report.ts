import type { Measured } from './load.ts';

/** One measured load, as it is printed at once. */
export interface Row extends Measured {
  readonly what: string;
  readonly clients: number;
  /** CPU time of all processes together for each request, and of each process. */
  readonly cpuMsEach: number;
  readonly cpuBy: Readonly<Record<string, number>>;
}

/** What a figure is held against: the same figure of the floor, by a ratio, or a number that it must keep by itself. */
interface Aim {
  readonly floor?: number;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** Beyond this it is missed; between aim and this it is near. */
  readonly never?: number;
}
type Verdict = 'met' | 'near' | 'missed' | 'told';
interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly floor: number | null;
  readonly aim: string;
  /** To the floor where there is one, else to the aim. */
  readonly ratio: number | null;
  readonly verdict: Verdict;
}

/** Gathers what was measured and says it: each load as it happens, all figures beside their aims at the end. */
export class Report {
  readonly #rows: Row[] = [];
  readonly #figures: Figure[] = [];
  readonly #facts: Record<string, unknown> = {};

  say(text: string): void {
    console.log(text);
  }

  row(row: Row): void {
    this.#rows.push(row);
    const { what, clients, perS, cpuMsEach, p50Ms, p99Ms, failed, cpuBy } = row;
    this.say(
      `${padded(what, 34)} ${String(clients).padStart(3)} clients  ${String(perS).padStart(6)}/s  ${cpuMsEach.toFixed(2)} CPU-ms  p50 ${p50Ms} ms  p99 ${p99Ms} ms  failed ${failed}  ${JSON.stringify(cpuBy)}`,
    );
    if (failed > 0) this.say(`  ${failed} of these requests failed, so its figures mean little`);
  }

  /** A number that has no aim, and anything else that belongs to the run. */
  fact(name: string, value: unknown): void {
    this.#facts[name] = value;
    this.say(`${name}: ${JSON.stringify(value)}`);
  }

  figure(figure: string, unit: string, value: number, aim: Aim = {}): void {
    const { floor, atMost, atLeast, never } = aim;
    const bound = atMost ?? atLeast;
    const measured = floor === undefined ? value : value / floor;
    const keeps = (limit: number) => (atMost === undefined ? measured >= limit : measured <= limit);
    const verdict =
      bound === undefined ? 'told' : keeps(bound) ? 'met' : never !== undefined && keeps(never) ? 'near' : 'missed';
    const of = floor === undefined ? ` ${unit}` : ' × floor';
    this.#figures.push({
      figure,
      unit,
      verdict,
      value: rounded(value),
      floor: floor === undefined ? null : rounded(floor),
      aim:
        bound === undefined
          ? ''
          : `${atMost === undefined ? '≥' : '≤'} ${bound}${of}${never === undefined ? '' : `, never ${atMost === undefined ? 'below' : 'above'} ${never}`}`,
      ratio: floor !== undefined ? rounded(measured) : bound === undefined ? null : rounded(value / bound),
    });
  }

  /** The table of all figures, and as the last line one JSON object of everything. */
  finish(): void {
    this.say(
      `\n${padded('figure', 52)}${'value'.padStart(12)} ${padded('unit', 9)}${'floor'.padStart(9)}  ${padded('aim', 34)}${'ratio'.padStart(7)}  `,
    );
    for (const { figure, value, unit, floor, aim, ratio, verdict } of this.#figures)
      this.say(
        `${padded(figure, 52)}${String(value).padStart(12)} ${padded(unit, 9)}${(floor === null ? '' : String(floor)).padStart(9)}  ${padded(aim, 34)}${(ratio === null ? '' : String(ratio)).padStart(7)}  ${verdict === 'told' ? '' : verdict}`,
      );
    this.say('');
    console.log(JSON.stringify({ facts: this.#facts, figures: this.#figures, rows: this.#rows }));
  }
}

const padded = (text: string, width: number) => text.padEnd(width);
const rounded = (value: number) => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toFixed(2)));
