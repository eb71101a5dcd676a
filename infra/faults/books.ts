import { chainExtended, type DataOf, type EventEnvelope } from '@bumen/contracts';
import { until } from '../local/until.ts';
import type { Paper } from './books-job.ts';
import { judgeWrite, type Complaints } from './complaints.ts';
import type { FaultDesk } from './fault-desk.ts';
import { lawsOfBooks } from './laws-of-books.ts';
import type { LoadJob } from './load-job.ts';
import type { Row } from './oracle.ts';
import { isPayment } from './payments.ts';
import { RetryingClient } from './retrying-client.ts';
import type { Published } from './stream-reader.ts';
import { isAtTill } from './tills.ts';

interface VoucherRow extends Row {
  readonly summary: string;
  readonly state: string;
  readonly number: number | null;
  readonly made: string;
  readonly checked: string | null;
  readonly signed: string | null;
  readonly posted: string | null;
  readonly red_of_id: string | null;
  /** Of each journal that was posted for it: `1001 debit 100, 2203 credit 100`. */
  readonly journals: readonly string[];
  readonly lines: string;
  /** SHA-256 of each file that it has, of the bytes that are kept. */
  readonly files: readonly string[];
}

const vouchersOf = `SELECT v.id, v.version, v.summary, v.state, v.number, v.made ->> 'byId' AS made,
    v.checked ->> 'byId' AS checked, v.signed ->> 'byId' AS signed, v.posted ->> 'byId' AS posted, v.red_of_id,
    (SELECT string_agg(format('%s %s %s', l ->> 'accountCode', l ->> 'side', l ->> 'amountFen'), ', ' ORDER BY n)
       FROM jsonb_array_elements(v.lines) WITH ORDINALITY AS x(l, n)) AS lines,
    ARRAY(SELECT (SELECT coalesce(string_agg(format('%s %s %s', e.account, e.side, e.amount_fen), ', ' ORDER BY e.line), '')
                    FROM entry e WHERE e.journal_id = j.id)
            FROM journal j WHERE j.voucher_id = v.id) AS journals,
    ARRAY(SELECT encode(sha256(c.bytes), 'hex') FROM attachment a JOIN attachment_content c ON c.sha256 = a.content
           WHERE a.owner_id = v.id) AS files
  FROM voucher v WHERE v.summary LIKE $1`;

/** A receipt, or the slip of a deposit. */
interface CashRow {
  readonly kind: string;
  readonly mark: string;
  readonly count: number;
}
const cashOf = `SELECT 'receipt' AS kind, payer AS mark, count(*)::int AS count FROM receipt WHERE payer LIKE $1 GROUP BY 2
  UNION ALL SELECT 'slip', slip_number, count(*)::int FROM cash_deposit WHERE slip_number LIKE $1 GROUP BY 2`;

/** Compares what those who keep the books were told with what stands in them. */
export class Books {
  readonly #desk: FaultDesk;

  constructor(desk: FaultDesk) {
    this.#desk = desk;
  }

  /** What a load left in the books: vouchers, their postings, and the chain, which is everybody's. */
  rowsOf({ options, books }: LoadJob): Promise<Row[]> {
    if (books.papers.length === 0) return Promise.resolve([]);
    return this.#desk.sql<Row>(
      'finance',
      `WITH v AS (SELECT id, version FROM voucher WHERE summary LIKE $1)
       SELECT id, version FROM v UNION ALL SELECT id, version FROM chain UNION ALL
       SELECT id, version FROM receipt WHERE payer LIKE $1 UNION ALL
       SELECT id, version FROM cash_deposit WHERE slip_number LIKE $1 UNION ALL
       SELECT id, version FROM posting WHERE id IN (SELECT posting_id FROM journal WHERE voucher_id IN (SELECT id FROM v))`,
      [`${options.tag}-%`],
    );
  }

  /** `told`: what departments were told. Answers how many journals the load has left. */
  async examine(job: LoadJob, told: readonly Published[], complaints: Complaints): Promise<number> {
    if (job.books.papers.length === 0) return 0;
    const vouchers = await this.#desk.sql<VoucherRow>('finance', vouchersOf, [`${job.options.tag}-%`]);
    const cash = await this.#desk.sql<CashRow>('finance', cashOf, [`${job.options.tag}-%`]);
    compareWrites(job, vouchers, cash, complaints);
    for (const paper of job.books.papers) comparePaper(paper, vouchers, complaints);
    for (const [law, text] of Object.entries(lawsOfBooks))
      for (const { fault } of await this.#desk.sql<{ fault: string }>('finance', text)) complaints.add(law, fault);
    await this.#compareHeads(told, complaints);
    await this.#verify(told, complaints);
    return vouchers.reduce((sum, one) => sum + one.journals.length, 0);
  }

  /** F-01: each block's head was told to departments, as it stands. */
  async #compareHeads(told: readonly Published[], complaints: Complaints): Promise<void> {
    const blocks = await this.#desk.sql<{ seq: number; hash: string }>('finance', 'SELECT seq, hash FROM chain_block');
    const heads = new Map(headsOf(told).map(({ seq, hash }) => [seq, hash]));
    for (const { seq, hash } of blocks)
      if (heads.get(seq) !== hash)
        complaints.add('heads (F-01)', `block ${seq} is ${hash}, and departments were told ${heads.get(seq)}`);
    if (heads.size !== blocks.length)
      complaints.add('heads (F-01)', `departments were told ${heads.size} heads of ${blocks.length} blocks`);
  }

  /** F-01: the service itself finds its books sound, with the last heads that were told. */
  async #verify(told: readonly Published[], complaints: Complaints): Promise<void> {
    const [{ journals } = { journals: 0 }] = await this.#desk.sql<{ journals: number }>(
      'finance',
      'SELECT count(*)::int AS journals FROM journal',
    );
    const { stack, people } = this.#desk;
    const habits = { keys: true, losesAnswers: 0, patienceMs: 60_000, chance: undefined as never };
    const client = new RetryingClient(stack.baseUrl, people.bookkeepers[0]!.poster, habits, []);
    const witnessed = headsOf(told)
      .slice(-100)
      .map(({ seq, hash }) => ({ seq, hash }));
    const asked = { scope: 'whole', witnessed };
    const { answer } = await client.write('finance', 'verify', 'verify', 'POST', '/finance/verifications', asked);
    let found = answer as { id: string; state: string; journals: number; finding: unknown };
    await until(
      'the books are verified',
      async () => {
        if (found.state === 'running') found = await client.read(`/finance/verifications/${found.id}`);
        return found.state !== 'running';
      },
      120_000,
    );
    client.close();
    if (found.state !== 'sound')
      complaints.add('books altered (F-01)', `the books are ${found.state}: ${JSON.stringify(found.finding)}`);
    else if (found.journals !== journals)
      complaints.add('books altered (F-01)', `${found.journals} of ${journals} journals were found sound`);
  }
}

const headsOf = (told: readonly Published[]): DataOf<typeof chainExtended>[] =>
  told
    .filter(({ subject }) => subject.includes(chainExtended.name))
    .map(({ payload }) => JSON.parse(new TextDecoder().decode(payload)) as EventEnvelope<DataOf<typeof chainExtended>>)
    .map(({ data }) => data)
    .toSorted((one, other) => one.seq - other.seq);

/** R1 and R2: what was answered is in the books, once. */
function compareWrites(
  job: LoadJob,
  vouchers: readonly VoucherRow[],
  cash: readonly CashRow[],
  complaints: Complaints,
): void {
  const counts = new Map(cash.map(({ kind, mark, count }) => [`${kind} ${mark}`, count]));
  const of = Map.groupBy(vouchers, (one) => one.summary);
  const isDone: Readonly<Record<string, (one: VoucherRow) => boolean>> = {
    submit: ({ number }) => number !== null,
    check: ({ checked }) => checked !== null,
    sign: ({ signed }) => signed !== null,
    void: ({ state }) => state === 'voided',
  };
  for (const write of job.writes) {
    const found = of.get(write.mark) ?? [];
    // A deposit is found by its slip, and by what the laws say of moves.
    if (write.service !== 'finance' || write.kind === 'verify' || write.kind === 'deposit') continue;
    if (isAtTill(write) || isPayment(write)) continue;
    if (write.kind === 'receipt' || write.kind === 'slip') {
      judgeWrite(write, counts.get(`${write.kind} ${write.mark}`) ?? 0, complaints);
      continue;
    }
    if (write.kind === 'make' || write.kind === 'make red') judgeWrite(write, found.length, complaints);
    else if (write.kind === 'post') judgeWrite(write, found.flatMap(({ journals }) => journals).length, complaints);
    else if (write.kind === 'attach') judgeWrite(write, found.flatMap(({ files }) => files).length, complaints);
    else judgeWrite(write, found.filter(isDone[write.kind]!).length, complaints);
  }
}

/** What is in the books is what was meant, and nothing is half done. */
function comparePaper(paper: Paper, vouchers: readonly VoucherRow[], complaints: Complaints): void {
  const { mark, amountFen, fate, sha256 } = paper;
  for (const one of vouchers.filter(({ summary }) => summary.startsWith(mark))) {
    const isPosted = one.state === 'posted';
    if (isPosted ? one.journals.length !== 1 : one.journals.length > 0)
      complaints.add('torn (R7)', `voucher ${one.summary} is ${one.state} and has ${one.journals.length} journals`);
    if (isPosted !== (one.posted !== null))
      complaints.add('torn (R7)', `voucher ${one.summary} is ${one.state} and was posted by ${one.posted}`);
    const fen = one.red_of_id === null ? amountFen : -amountFen;
    for (const lines of [one.lines, ...one.journals])
      if (lines !== one.lines || [...lines.matchAll(/ (-?\d+)(?=,|$)/g)].some(([, amount]) => Number(amount) !== fen))
        complaints.add('amounts (F-01)', `${one.summary} was to be ${fen} fen and is: ${lines}`);
    const wanted = one.red_of_id === null && paper.failure === undefined ? sha256 : undefined;
    if (wanted !== undefined && one.files.join() !== wanted)
      complaints.add('files (F-07)', `${one.summary} was sent the file ${wanted} and has: ${one.files.join()}`);
    if (fate === 'voided' && one.journals.length > 0)
      complaints.add('amounts (F-01)', `${one.summary} is void and is in the books`);
  }
}
