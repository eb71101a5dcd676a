import { voucherLinesMax } from '@bumen/contracts';
import type { LineDraft } from '../ledger/draft.ts';
import type { Standing } from './carried.repository.ts';
import { carrying } from './carrying.ts';
import { worthFen } from './revaluing.ts';

const standing = (code: string, balanceFen: number, foreignBalance: number | null = null): Standing => ({
  ...{ code, side: balanceFen > 0 ? 'debit' : 'credit', balanceFen, foreignBalance },
});
const into = { to: '3103', day: '2026-03-31', summary: '结转' };
const shown = (lines: readonly LineDraft[]) =>
  lines.map(({ accountCode, side, amountFen, foreignAmount }) => [accountCode, side, amountFen, foreignAmount]);

test('F-09 each account is brought to nothing on the other side, and what they come to stands on the profit of the year', () => {
  const [voucher] = carrying([standing('5001', -10_000), standing('5051', 300)], into);
  expect(shown(voucher!.lines)).toEqual([
    ['5001', 'debit', 10_000, null],
    ['5051', 'credit', 300, null],
    ['3103', 'credit', 9_700, null],
  ]);
  const [even] = carrying([standing('5001', -70, -10), standing('5602', 70)], into);
  expect(shown(even!.lines)).toEqual([
    ['5001', 'debit', 70, 10],
    ['5602', 'credit', 70, null],
  ]);
});

test('F-09 more accounts than a voucher holds are several vouchers, each of which balances', () => {
  const all = Array.from({ length: 250 }, (_, index) => standing(`5602${index}`, index - 40 || 7));
  const vouchers = carrying(all, into);
  expect(vouchers).toHaveLength(3);
  for (const { lines } of vouchers) {
    expect(lines.length).toBeLessThanOrEqual(voucherLinesMax);
    const net = lines.reduce((sum, { side, amountFen }) => sum + (side === 'debit' ? amountFen : -amountFen), 0);
    expect(net).toBe(0);
  }
});

test('F-01 what foreign money is worth is reckoned in whole numbers, half a fen away from nothing', () => {
  const cases = [
    [10_000, 'USD', '7.1024', 71_024],
    [-10_000, 'USD', '7.1024', -71_024],
    [1, 'USD', '0.5', 1],
    [-1, 'USD', '0.5', -1],
    [1, 'USD', '0.499999', 0],
    [100, 'JPY', '0.0479', 479],
    [9_999_999_999_999, 'USD', '7.000001', 70_000_009_999_993],
  ] as const;
  for (const [amount, currency, rate, fen] of cases)
    expect([amount, currency, rate, worthFen(amount, currency, rate)]).toEqual([amount, currency, rate, fen]);
});
