import fc from 'fast-check';
import type { EntrySide } from '@bumen/contracts';
import { draftOf, FinanceRig, outcomes, type Line } from '../finance.rig.ts';

let rig: FinanceRig;
beforeAll(async () => {
  rig = await FinanceRig.open('2026-02', '2026-03');
});
afterAll(() => rig?.close());

const accounts = ['1001', '1002', '1122', '2202', '5001', '5602'] as const;
const amount = fc.integer({ min: -5_000, max: 20_000 }).filter((fen) => fen !== 0);
const side = fc.constantFrom<EntrySide>('debit', 'credit');
const given = fc.tuple(fc.constantFrom(...accounts), side, amount);
/** Lines with one more that makes them balance; now and then it doesn't. */
const lines = fc
  .tuple(fc.array(given, { minLength: 1, maxLength: 4 }), fc.constantFrom(...accounts), fc.integer({ min: 0, max: 9 }))
  .map(([some, account, chance]): Line[] => {
    const rest = some.reduce((sum, [, on, fen]) => sum + (on === 'debit' ? fen : -fen), 0) + (chance === 0 ? 1 : 0);
    return rest === 0 ? [...some, [account, 'debit', 7], [account, 'credit', 7]] : [...some, [account, 'credit', rest]];
  });
const day = fc.constantFrom('2026-02-10', '2026-03-02', '2026-04-01');
type Step =
  | { readonly what: 'post'; readonly drafts: readonly { readonly lines: Line[]; readonly day: string }[] }
  | { readonly what: 'reverse'; readonly which: number }
  | { readonly what: 'chain' };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('post' as const),
      drafts: fc.array(fc.record({ lines, day }), { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('reverse' as const), which: fc.nat(200) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('chain' as const) }) },
);
const refusals = new Set([
  'ok',
  'finance.journal.unbalanced',
  'finance.journal.balance_too_low',
  'finance.period.not_open',
  'finance.journal.reversed_already',
  'finance.journal.reversal_not_reversed',
]);

test('F-01 whatever is posted by whomever: each journal balances, what is kept is what is summed, and the chain holds', async () => {
  const posted: string[] = [];
  const take = async (one: Step): Promise<void> => {
    if (one.what === 'chain') await rig.desk.sweep();
    else if (one.what === 'reverse') {
      if (posted.length > 0) posted.push((await rig.reverse(posted[one.which % posted.length]!)).journalId);
    } else {
      const drafts = one.drafts.map((draft) => draftOf(draft.lines, { day: draft.day }));
      posted.push(...(await rig.inLedger((ledger) => ledger.postAll(drafts))).map(({ journalId }) => journalId));
    }
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
      // Eight at once, each the next of what is left.
      const left = steps.values();
      const clients = Array.from({ length: 8 }, async () => {
        const ends: string[] = [];
        for (const one of left) ends.push(...(await outcomes([take(one)])));
        return ends;
      });
      expect((await Promise.all(clients)).flat().filter((end) => !refusals.has(end))).toEqual([]);
      const [sum] = await rig.desk.sql<{ unbalanced: number; all: string; journals: number }>(
        'finance',
        `SELECT count(*) FILTER (WHERE s.fen <> 0)::int AS unbalanced, coalesce(sum(s.fen), 0)::text AS all,
           count(*)::int AS journals
         FROM (SELECT sum(CASE side WHEN 'debit' THEN amount_fen ELSE -amount_fen END) AS fen FROM entry GROUP BY journal_id) s`,
      );
      expect(sum).toEqual({ unbalanced: 0, all: '0', journals: posted.length });
      const { kept, summed } = await rig.balances();
      expect(kept).toEqual(summed);
      const guarded = await rig.desk.sql<{ account: string; balance: string }>(
        'finance',
        'SELECT account, balance FROM guarded',
      );
      for (const { account, balance } of guarded) {
        expect(Number(balance)).toBe(summed[account] ?? 0);
        expect(Number(balance)).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
  expect(posted.length).toBeGreaterThan(0);
  expect(await rig.verify({ scope: 'whole' })).toMatchObject({
    state: 'sound',
    finding: null,
    journals: posted.length,
  });
}, 120_000);
