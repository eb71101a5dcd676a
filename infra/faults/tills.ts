import {
  cashDayChanged,
  cashDayClosed,
  cashHandoverMoved,
  eventStream,
  type DataOf,
  type EventEnvelope,
  type EventType,
} from '@bumen/contracts';
import { judgeWrite, type Complaints } from './complaints.ts';
import type { FaultDesk } from './fault-desk.ts';
import { lawsOfDesks } from './laws-of-desks.ts';
import type { LoadJob } from './load-job.ts';
import type { Row } from './oracle.ts';
import type { Write } from './retrying-client.ts';
import type { Published } from './stream-reader.ts';
import type { Till } from './till-job.ts';

interface DayRow extends Row {
  /** Of its desk, and the how manieth day of it. */
  readonly mark: string;
  readonly state: string;
  readonly custodian: string;
  readonly counts: number;
  readonly vouched: boolean;
  readonly takings: number | null;
  readonly petty: number | null;
}
interface HandoverRow extends Row {
  readonly mark: string;
}
interface DeskRow extends Row {
  readonly mark: string;
  readonly custodian: string;
}
interface Counted {
  readonly kind: string;
  readonly mark: string;
  readonly count: number;
}
/** What a load left at its desks, and what was told of it. */
interface Left {
  readonly desks: readonly DeskRow[];
  readonly days: readonly DayRow[];
  readonly handovers: readonly HandoverRow[];
  readonly others: ReadonlyMap<string, number>;
  /** Events of one aggregate. */
  readonly told: ReadonlyMap<string, readonly EventEnvelope[]>;
}

const desksOf = `SELECT id, version, desk_name AS mark, custodian_id AS custodian FROM cash_desk WHERE desk_name LIKE $1`;
const daysOf = `SELECT y.id, y.version, d.desk_name || row_number() OVER (PARTITION BY d.id ORDER BY y.day) AS mark, y.state,
    y.custodian_id AS custodian, jsonb_array_length(y.counts) AS counts, y.voucher_ids IS NOT NULL AS vouched,
    (y.closing ->> 'takingsFen')::int AS takings, (y.closing ->> 'pettyFen')::int AS petty
  FROM cash_day y JOIN cash_desk d ON d.id = y.desk_id WHERE d.desk_name LIKE $1`;
const handoversOf = `SELECT id, version, reason AS mark FROM cash_handover WHERE reason LIKE $1`;
const othersOf = `SELECT 'account' AS kind, title AS mark, count(*)::int AS count FROM account WHERE title LIKE $1 GROUP BY 2
  UNION ALL SELECT 'receipt book', d.desk_name, count(*)::int FROM receipt_book b JOIN cash_desk d ON d.id = b.desk_id
   WHERE d.desk_name LIKE $1 GROUP BY 2`;
/** All that has versions of its own, but for the receipts and deposits, which are found with those of the books. */
const rowsOf = `WITH d AS (SELECT id, version FROM cash_desk WHERE desk_name LIKE $1),
    y AS (SELECT * FROM cash_day WHERE desk_id IN (SELECT id FROM d))
  SELECT id, version FROM d UNION ALL SELECT id, version FROM y UNION ALL
  SELECT id, version FROM cash_handover WHERE desk_id IN (SELECT id FROM d) UNION ALL
  SELECT id, version FROM receipt_book WHERE desk_id IN (SELECT id FROM d) UNION ALL
  SELECT id, version FROM cash_difference WHERE desk_id IN (SELECT id FROM d) UNION ALL
  SELECT id, version FROM cash_deposit WHERE desk_id IN (SELECT id FROM d) AND slip_number IS NULL UNION ALL
  SELECT id, version FROM voucher WHERE id::text IN (SELECT jsonb_array_elements_text(voucher_ids) FROM y)`;

/** How often each kind of write at a desk was done. */
const timesDone = {
  account: ({ others }, mark) => others.get(`account ${mark}`) ?? 0,
  'receipt book': ({ others }, mark) => others.get(`receipt book ${mark}`) ?? 0,
  'set up': ({ desks }, mark) => desks.filter((one) => one.mark === mark).length,
  'open day': ({ days }, mark) => days.filter((one) => one.mark === mark).length,
  count: ({ days }, mark) => days.find((one) => one.mark === mark)?.counts ?? 0,
  // A close is what it leaves in the day and what it told, once.
  close: (left, mark) => timesTold(left, dayAt(left, mark, 'closed'), cashDayClosed, () => true),
  vouchers: (left, mark) => timesTold(left, dayAt(left, mark, 'vouched'), cashDayChanged, ({ vouched }) => vouched),
  'hand over': ({ handovers }, mark) => handovers.filter((one) => one.mark === mark).length,
  'take over': (left, mark) => timesTold(left, handoverAt(left, mark), cashHandoverMoved, isIn('received')),
  attest: (left, mark) => timesTold(left, handoverAt(left, mark), cashHandoverMoved, isIn('completed')),
} satisfies Record<string, (left: Left, mark: string) => number>;

const dayAt = ({ days }: Left, mark: string, as: 'closed' | 'vouched') =>
  days.find((one) => one.mark === mark && (as === 'vouched' ? one.vouched : one.state === 'closed'));
const handoverAt = ({ handovers }: Left, mark: string) => handovers.find((one) => one.mark === mark);
const isIn = (state: string) => (data: DataOf<typeof cashHandoverMoved>) => data.state === state;

function timesTold<Event extends EventType>(
  { told }: Left,
  row: Row | undefined,
  event: Event,
  fits: (data: DataOf<Event>) => boolean,
): number {
  const events = row === undefined ? [] : (told.get(row.id) ?? []);
  return events.filter(({ type, data }) => type === event.name && fits(data as DataOf<Event>)).length;
}

/** Whether it is looked at here. */
export const isAtTill = ({ kind }: Write): boolean => kind in timesDone;

/** Compares what those who hold cash were told with how their desks stand (F-08, F-16). */
export class Tills {
  readonly #desk: FaultDesk;

  constructor(desk: FaultDesk) {
    this.#desk = desk;
  }

  async rowsOf({ options, desks }: LoadJob): Promise<Row[]> {
    return desks.tills.length === 0 ? [] : this.#sql<Row>(rowsOf, options.tag);
  }

  /** `told`: what departments were told. Answers how many days of its desks the load has closed. */
  async examine(job: LoadJob, told: readonly Published[], complaints: Complaints): Promise<number> {
    if (job.desks.tills.length === 0) return 0;
    const left = await this.#left(job);
    for (const write of job.writes)
      if (isAtTill(write)) {
        const { kind, mark } = write as Write & { readonly kind: keyof typeof timesDone };
        judgeWrite(write, timesDone[kind](left, mark), complaints);
      }
    for (const till of job.desks.tills) compareTill(till, left, complaints);
    for (const [law, text] of Object.entries(lawsOfDesks))
      for (const { fault } of await this.#desk.sql<{ fault: string }>('finance', text)) complaints.add(law, fault);
    await this.#compareDigests(told, complaints);
    return left.days.filter(({ state }) => state === 'closed').length;
  }

  async #left({ options: { tag } }: LoadJob): Promise<Left> {
    const [desks, days, handovers, others] = await Promise.all([
      this.#sql<DeskRow>(desksOf, tag),
      this.#sql<DayRow>(daysOf, tag),
      this.#sql<HandoverRow>(handoversOf, tag),
      this.#sql<Counted>(othersOf, tag),
    ]);
    const events = await this.#desk.sql<{ id: string; envelope: string }>(
      'finance',
      'SELECT aggregate_id AS id, envelope FROM outbox WHERE stream = $1 AND aggregate_id = ANY($2)',
      [eventStream('finance'), [...days, ...handovers].map(({ id }) => id)],
    );
    return {
      ...{ desks, days, handovers },
      others: new Map(others.map(({ kind, mark, count }) => [`${kind} ${mark}`, count])),
      told: new Map(
        [...Map.groupBy(events, ({ id }) => id)].map(([id, all]) => [
          id,
          all.map(({ envelope }) => JSON.parse(envelope) as EventEnvelope),
        ]),
      ),
    };
  }

  /** F-01, F-08: departments were told of each day that is closed, by one event, with the digest that stands. */
  async #compareDigests(told: readonly Published[], complaints: Complaints): Promise<void> {
    const closed = await this.#desk.sql<{ id: string; digest: string }>(
      'finance',
      `SELECT id, digest FROM cash_day WHERE state = 'closed'`,
    );
    // What was published again on purpose is the same event.
    const events = new Map(
      told.filter(({ subject }) => subject.includes(cashDayClosed.name)).map((one) => [one.eventId, one.payload]),
    );
    const digests = Map.groupBy(
      [...events.values()].map((one) => (JSON.parse(new TextDecoder().decode(one)) as Closed).data),
      ({ cashDayId }) => cashDayId,
    );
    for (const { id, digest } of closed) {
      const heard = (digests.get(id) ?? []).map((one) => one.digest);
      if (heard.join() !== digest)
        complaints.add(
          'told of days (F-01, F-08)',
          `day ${id} is closed with ${digest}, departments were told: ${heard.join()}`,
        );
    }
    const standing = new Set(closed.map(({ id }) => id));
    for (const id of digests.keys())
      if (!standing.has(id))
        complaints.add('told of days (F-01, F-08)', `departments were told that day ${id} is closed, and it isn't`);
  }

  #sql<Found extends object>(text: string, tag: string): Promise<Found[]> {
    return this.#desk.sql<Found>('finance', text, [`${tag}-%`]);
  }
}

type Closed = EventEnvelope<DataOf<typeof cashDayClosed>>;

/** What was counted and closed is what stands, in the hands that it was given to. */
function compareTill(till: Till, { desks, days }: Left, complaints: Complaints): void {
  for (const { mark, custodianId, takingsFen, pettyFen } of till.days) {
    const found = days.find((one) => one.mark === mark);
    if (found?.takings !== takingsFen || found.petty !== pettyFen || found.custodian !== custodianId)
      complaints.add(
        'closings (F-08)',
        `day ${mark} was closed by ${custodianId} with ${takingsFen} and ${pettyFen} fen, and is ${JSON.stringify(found)}`,
      );
  }
  if (till.failure !== undefined) return;
  const held = desks.filter(({ mark }) => mark === till.mark).map(({ custodian }) => custodian);
  if (held.join() !== till.custodianId)
    complaints.add(
      'custody (F-16)',
      `desk ${till.mark} was given to ${till.custodianId}, and is held by ${held.join()}`,
    );
}
