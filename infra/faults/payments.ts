import { eventStream, paymentChanged, type DataOf, type EventEnvelope } from '@bumen/contracts';
import { judgeWrite, type Complaints } from './complaints.ts';
import type { FaultDesk } from './fault-desk.ts';
import { lawsOfPayments } from './laws-of-payments.ts';
import type { LoadJob } from './load-job.ts';
import type { Row } from './oracle.ts';
import type { Bill } from './payments-job.ts';
import type { Write } from './retrying-client.ts';

interface PaymentRow extends Row {
  readonly mark: string;
  readonly state: string;
  readonly amount: number;
  readonly slip: string | null;
  readonly vouched: boolean;
}
/** A payment, and what was told of it in its order. */
interface Told extends PaymentRow {
  readonly states: readonly string[];
}

const paymentsOf = `SELECT id, version, summary AS mark, state, amount_fen::int AS amount,
    settled ->> 'slipNumber' AS slip, voucher_id IS NOT NULL AS vouched
  FROM payment WHERE summary LIKE $1`;

/** How often it came into a state. */
const became =
  (state: string) =>
  (one: Told): number =>
    one.states.filter((told, index) => told === state && one.states[index - 1] !== state).length;
/** How often each kind of write was done; a mark of signing and sending ends with the how manieth it is. */
const timesDone = {
  'ask payment': () => 1,
  'refuse payment': became('refused'),
  'withdraw payment': became('withdrawn'),
  'sign payment': became('approved'),
  'send payment': became('sent'),
  'fail payment': (one) => became('requested')(one) - 1,
  'settle payment': became('paid'),
  'voucher payment': ({ vouched, states }) => (vouched ? states.filter((told) => told === 'paid').length - 1 : 0),
} satisfies Record<string, (one: Told) => number>;
const isTwice = (kind: string) => kind === 'sign payment' || kind === 'send payment';

/** Whether it is looked at here. */
export const isPayment = ({ kind }: Write): boolean => kind in timesDone;

/** Compares what those who ask for payments and pay them were told with what stands (F-06). */
export class Payments {
  readonly #desk: FaultDesk;

  constructor(desk: FaultDesk) {
    this.#desk = desk;
  }

  /** Payments with their vouchers. */
  async rowsOf({ options, payments }: LoadJob): Promise<Row[]> {
    if (payments.bills.length === 0) return [];
    return this.#desk.sql<Row>(
      'finance',
      `WITH p AS (SELECT id, version, voucher_id FROM payment WHERE summary LIKE $1)
       SELECT id, version FROM p UNION ALL
       SELECT id, version FROM voucher WHERE id IN (SELECT voucher_id FROM p)`,
      [`${options.tag}-p%`],
    );
  }

  /** Answers how many payments of the load were paid. */
  async examine(job: LoadJob, complaints: Complaints): Promise<number> {
    if (job.payments.bills.length === 0) return 0;
    const found = Map.groupBy(await this.#told(job), ({ mark }) => mark);
    for (const write of job.writes) if (isPayment(write)) judgePayment(write, found, complaints);
    for (const bill of job.payments.bills) compareBill(bill, found.get(bill.mark) ?? [], complaints);
    for (const [law, text] of Object.entries(lawsOfPayments))
      for (const { fault } of await this.#desk.sql<{ fault: string }>('finance', text)) complaints.add(law, fault);
    return [...found.values()].flat().filter(({ state }) => state === 'paid').length;
  }

  async #told({ options: { tag } }: LoadJob): Promise<Told[]> {
    const rows = await this.#desk.sql<PaymentRow>('finance', paymentsOf, [`${tag}-p%`]);
    const events = await this.#desk.sql<{ id: string; envelope: string }>(
      'finance',
      'SELECT aggregate_id AS id, envelope FROM outbox WHERE stream = $1 AND aggregate_id = ANY($2) ORDER BY aggregate_version',
      [eventStream('finance'), rows.map(({ id }) => id)],
    );
    const told = Map.groupBy(events, ({ id }) => id);
    const stateIn = (envelope: string) =>
      (JSON.parse(envelope) as EventEnvelope<DataOf<typeof paymentChanged>>).data.state;
    return rows.map((row) => ({ ...row, states: (told.get(row.id) ?? []).map(({ envelope }) => stateIn(envelope)) }));
  }
}

/** R1 and R2: what was answered was done, once. */
function judgePayment(write: Write, found: ReadonlyMap<string, readonly Told[]>, complaints: Complaints): void {
  const kind = write.kind as keyof typeof timesDone;
  const mark = isTwice(kind) ? write.mark.slice(0, -1) : write.mark;
  const times = (found.get(mark) ?? []).reduce((sum, one) => sum + timesDone[kind](one), 0);
  // The first time is its own, and the second time that of the second mark.
  const nth = isTwice(kind) ? Number(write.mark.at(-1)) : 1;
  judgeWrite(write, isTwice(kind) && nth === 1 ? Math.min(times, 1) : times - (nth - 1), complaints);
}

/** It came to what it was to come to, and no further. */
function compareBill({ mark, amountFen, fate, failure }: Bill, found: readonly Told[], complaints: Complaints): void {
  if (failure !== undefined) return;
  const wanted = fate === 'refused' || fate === 'withdrawn' ? fate : 'paid';
  const slip = wanted === 'paid' ? mark.slice(0, -1) : null;
  const sent = { paid: 1, again: 2, refused: 0, withdrawn: 0 }[fate];
  const fits = ({ state, amount, slip: has, vouched, ...one }: Told) =>
    state === wanted &&
    amount === amountFen &&
    has === slip &&
    vouched === (wanted === 'paid') &&
    timesDone['send payment']({ state, amount, slip: has, vouched, ...one }) === sent;
  if (found.length !== 1 || !fits(found[0]!))
    complaints.add(
      'payments (F-06)',
      `${mark} was to be ${fate} with ${amountFen} fen, and is: ${JSON.stringify(found)}`,
    );
}
