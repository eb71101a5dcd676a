import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import {
  amendVoucher,
  askReopening,
  beginClosing,
  checkVoucher,
  closePeriod,
  discardVoucher,
  getVoucher,
  listVouchers,
  makeRedVoucher,
  makeVoucher,
  postVoucher,
  reopenPeriod,
  returnVoucher,
  signVoucher,
  stopClosing,
  submitVoucher,
  voidVoucher,
  type VoucherContent,
  type VoucherKind,
  type VoucherState,
} from '@bumen/contracts';
import type { Client } from '@bumen/testing';
import { faultsOfBooks } from '@bumen/testing/books';
import { FinanceRig, linesOf, outcomes, type Line } from '../finance.rig.ts';
import { contentOf, VoucherRig } from './voucher.rig.ts';

/** A seed makes the same steps; how they meet is up to the machine. */
const [seed, runs, atOnce] = [20_260_302, 9, 4];
const reason = '核对';

let rig: FinanceRig;
let february: string;
let people: readonly Client[];
beforeAll(async () => {
  rig = await FinanceRig.open();
  february = await rig.month('2026-02');
  await rig.month('2026-03');
  // Some payments are more than there is, and most are not.
  await rig.post(linesFor.receipt(40_000), { day: '2026-02-01' });
  const { cashier, accountant, colleague, manager } = rig;
  // Two who have the roles of several hands: a role doesn't say which hand somebody has lent already.
  const both = rig.desk.as(['accountant', 'cashier'], { staffId: colleague.caller.staffId, name: '周会计' });
  const all = rig.desk.as(['cashier', 'accountant', 'finance_manager'], { staffId: randomUUID(), name: '冯兼任' });
  people = [cashier, accountant, colleague, manager, both, all];
});
afterAll(() => rig?.close());

/** None of income or expenses, so that a month needs nothing else to be closed. */
const linesFor: Readonly<Record<VoucherKind, (fen: number) => readonly Line[]>> = {
  receipt: (fen) => [
    ['1001', 'debit', fen],
    ['2203', 'credit', fen],
  ],
  payment: (fen) => [
    ['2202', 'debit', fen],
    ['1001', 'credit', fen],
  ],
  transfer: (fen) => [
    ['1122', 'debit', fen],
    ['2203', 'credit', fen],
  ],
};
const content = fc
  .record({
    kind: fc.constantFrom<VoucherKind>('receipt', 'payment', 'transfer'),
    day: fc.constantFrom('2026-02-10', '2026-02-27', '2026-03-02', '2026-03-02', '2026-04-01'),
    fen: fc.integer({ min: 1, max: 9_000 }),
  })
  .map(({ kind, day, fen }) => contentOf(kind, { day, lines: linesOf(linesFor[kind](fen)) }));
type Deed = 'submit' | 'check' | 'sign' | 'post' | 'return' | 'void' | 'discard' | 'amend' | 'red' | 'make';
interface Simple {
  readonly what: 'through' | Deed;
  readonly which: number;
  readonly who: readonly number[];
  readonly content: VoucherContent;
}
type Step = Simple | { readonly what: 'close' | 'reopen' | 'chain' };
const deed = fc.constantFrom<Deed>('submit', 'check', 'sign', 'post', 'return', 'void', 'discard', 'amend', 'red');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      what: fc.oneof(
        { weight: 9, arbitrary: fc.constant('make' as const) },
        { weight: 8, arbitrary: fc.constant('through' as const) },
        { weight: 5, arbitrary: deed },
      ),
      which: fc.nat(1_000),
      who: fc.array(fc.nat(5), { minLength: 2, maxLength: 20, size: 'max' }),
      content,
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('close' as const, 'reopen' as const, 'chain' as const) }) },
);

const made: string[] = [];
const take = (what: Deed, voucherId: string, by: Client, given: VoucherContent): Promise<unknown> => {
  switch (what) {
    case 'submit':
      return by.call(submitVoucher, { voucherId });
    case 'check':
      return by.call(checkVoucher, { voucherId });
    case 'sign':
      return by.call(signVoucher, { voucherId });
    case 'post':
      return by.call(postVoucher, { voucherId });
    case 'return':
      return by.call(returnVoucher, { voucherId, reason });
    case 'void':
      return by.call(voidVoucher, { voucherId, reason });
    case 'discard':
      return by.call(discardVoucher, { voucherId });
    case 'amend':
      return by.call(amendVoucher, { voucherId, ...given });
    case 'make':
      return by.call(makeVoucher, given).then(({ id }) => made.push(id));
    case 'red':
      return by.call(makeRedVoucher, { voucherId, day: '2026-03-02', summary: '冲销' }).then(({ id }) => made.push(id));
  }
};
/** By each of several in turn what comes next, whoever they are, until it is posted and now and then undone. */
async function through(
  voucherId: string,
  who: readonly Client[],
  given: VoucherContent,
  undone: boolean,
): Promise<string[]> {
  const ends: string[] = [];
  for (const by of who) {
    const { state, kind } = await rig.manager.call(getVoucher, { voucherId });
    const what = nextOf[kind === 'transfer' && state === 'checked' ? 'signed' : state];
    if (what === undefined || (what === 'red' && !undone)) break;
    ends.push(...(await outcomes([take(what, voucherId, by, given)])));
    if (what === 'red') break;
  }
  return ends;
}
const nextOf: Readonly<Partial<Record<VoucherState, Deed>>> = {
  draft: 'submit',
  submitted: 'check',
  checked: 'sign',
  signed: 'post',
  posted: 'red',
};

/** What is left in February is thrown away or void, and the month is closed if nothing comes between. */
async function close(): Promise<string[]> {
  const begun = await outcomes([rig.accountant.call(beginClosing, { periodId: february })]);
  const { items } = await rig.manager.call(listVouchers, { month: ['2026-02'], limit: 200 });
  const left = items.filter(({ state }) => !['posted', 'voided', 'discarded'].includes(state));
  const cleared = await Promise.all(
    left.map(({ id, number }) =>
      outcomes([take(number === null ? 'discard' : 'void', id, rig.manager, contentOf('receipt'))]),
    ),
  );
  await rig.verify({ scope: 'new' });
  const closed = await outcomes([rig.manager.call(closePeriod, { periodId: february })]);
  const stopped =
    closed[0] === 'ok' ? [] : await outcomes([rig.accountant.call(stopClosing, { periodId: february, reason })]);
  expect(await changedSinceClosed()).toEqual([]);
  return [...begun, ...cleared.flat(), ...closed, ...stopped];
}
async function reopen(): Promise<string[]> {
  const asked = await outcomes([rig.manager.call(askReopening, { periodId: february, reason })]);
  return [...asked, ...(await outcomes([rig.director.call(reopenPeriod, { periodId: february, reason })]))];
}

async function taken(one: Step): Promise<string[]> {
  if (one.what === 'close') return close();
  if (one.what === 'reopen') return reopen();
  if (one.what === 'chain') {
    await rig.desk.sweep();
    return [];
  }
  const { what, which, who, content: given } = one as Simple;
  const [first, ...others] = who.map((index) => people[index]!) as [Client, ...Client[]];
  // The latest ones more often than others.
  const voucherId = made.at(-1 - (which % Math.min(made.length, which % 3 === 0 ? 100 : 8)));
  if (what === 'make' || voucherId === undefined) return outcomes([take('make', '', first, given)]);
  if (what === 'through') return through(voucherId, [first, ...others], given, which % 4 === 0);
  return outcomes([take(what, voucherId, first, given)]);
}

/** What stands in February, as long as nobody opens it again. */
const closedAs = new Map<number, string>();
async function changedSinceClosed(): Promise<string[]> {
  const [period] = await rig.desk.sql<{ version: number; state: string; books: string }>(
    'finance',
    `SELECT p.version, p.state, (SELECT coalesce(string_agg(j.digest, ' ' ORDER BY j.id), '') FROM journal j
        WHERE j.month = p.month) || (SELECT sum(debit)::text FROM total t WHERE t.month = p.month) AS books
       FROM period p WHERE p.id = $1`,
    [february],
  );
  const { version, state, books } = period!;
  if (state !== 'closed') return [];
  const before = closedAs.get(version) ?? books;
  closedAs.set(version, before);
  return before === books ? [] : ['something changed in a closed month'];
}

const refused =
  /^(ok|forbidden|step_refused|version_mismatch|write_conflict|finance\.(second_hand|(voucher|period|journal)\..+))$/;

test('F-07 whatever is done with vouchers by whomever, in whatever order: the books hold (F-01, F-09, P-04)', async () => {
  // One is void and one is undone, whatever chance brings.
  const vouchers = new VoucherRig(rig);
  await take('void', (await vouchers.submitted('receipt')).id, rig.manager, contentOf('receipt'));
  await take('red', (await vouchers.posted('receipt')).id, rig.cashier, contentOf('receipt'));
  await rig.cashier.call(submitVoucher, { voucherId: made.at(-1)! });
  await vouchers.throughHands(made.at(-1)!, 'receipt');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 50 }), async (steps) => {
      // Several at once, each the next of what is left.
      const left = steps.values();
      const clients = Array.from({ length: atOnce }, async () => {
        const ends: string[] = [];
        for (const one of left) ends.push(...(await taken(one)));
        return ends;
      });
      const ends = (await Promise.all(clients)).flat();
      expect(ends.filter((end) => !refused.test(end))).toEqual([]);
      expect([...(await faultsOfBooks(rig.desk)), ...(await changedSinceClosed())]).toEqual([]);
      expect(await rig.verify({ scope: 'new' })).toMatchObject({ state: 'sound', finding: null });
    }),
    { numRuns: runs, seed, endOnFailure: true },
  );
  if (closedAs.size === 0) await close();
  // Where nothing comes about, everything holds.
  const [posted] = await rig.desk.sql<{ count: number }>(
    'finance',
    `SELECT count(*)::int AS count FROM voucher WHERE state = 'posted'`,
  );
  expect(posted!.count).toBeGreaterThan(4);
  expect(closedAs.size).toBeGreaterThan(0);
  expect(await rig.verify({ scope: 'whole' })).toMatchObject({ state: 'sound', finding: null });
}, 120_000);
