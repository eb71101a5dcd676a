import { voucherSteps, type VoucherKind } from '@bumen/contracts';
import { raisedBy } from '@bumen/service-kit';
import { linesOf, type Line } from '../finance.rig.ts';
import { refuseUnlessOfKind } from './kind.ts';
import { Voucher } from './voucher.entity.ts';
import { by, contentOf, fromCashToBank, linesFor } from './voucher.rig.ts';

const [maker, checker, poster, other] = [1, 2, 3, 4].map((n) => `0198c000-0000-7000-8000-00000000000${n}`) as [
  string,
  string,
  string,
  string,
];
const id = '0198c000-0000-7000-8000-0000000000dd';
const redId = '0198c000-0000-7000-8000-0000000000ee';

const made = (kind: VoucherKind = 'receipt', day = '2026-03-02', at?: string) =>
  Voucher.make(id, contentOf(kind, { day }), by(maker, kind === 'transfer' ? 'accountant' : 'cashier', at));
function submitted(kind: VoucherKind = 'receipt') {
  const voucher = made(kind);
  voucher.submit(1, by(maker, kind === 'transfer' ? 'accountant' : 'cashier'));
  return voucher;
}
function checked(kind: VoucherKind = 'receipt') {
  const voucher = submitted(kind);
  voucher.check([], by(checker, kind === 'transfer' ? 'finance_manager' : 'accountant'));
  return voucher;
}
function posted(kind: VoucherKind = 'receipt') {
  const voucher = checked(kind);
  if (kind !== 'transfer') voucher.sign([], by(maker, 'cashier'));
  voucher.post(redId, by(poster, 'accountant'));
  return voucher;
}

describe('the hands of a voucher', () => {
  test('F-07 a receipt is made by a cashier, checked by an accountant, signed by a cashier who may be its maker, and posted by a third (P-04)', () => {
    const voucher = posted();
    expect(voucher).toMatchObject({ state: 'posted', number: 1, journalId: redId, posted: { byId: poster } });
    expect(raisedBy(voucher).map(({ type }) => type.split('.')[2])).toEqual([
      ...['made', 'submitted', 'checked', 'signed', 'posted'],
    ]);
  });

  test('F-07 nobody has two hands in one voucher, whatever roles they have by now (P-04)', () => {
    expect(() => submitted().check([], by(maker, 'accountant'))).toThrow('finance.second_hand');
    expect(() => checked().sign([], by(checker, 'cashier'))).toThrow('finance.second_hand');
    const signed = checked();
    signed.sign([], by(other, 'cashier'));
    for (const hand of [maker, checker, other])
      expect(() => signed.post(redId, by(hand, 'accountant'))).toThrow('finance.second_hand');
    expect(() => checked('transfer').post(redId, by(checker, 'finance_manager'))).toThrow('second_hand');
  });

  test('F-07 a transfer is made by an accountant and checked by the finance manager, and signed by nobody', () => {
    expect(() => Voucher.make(id, contentOf('transfer'), by(maker, 'cashier'))).toThrow('finance.voucher.maker_unfit');
    expect(() => submitted('transfer').check([], by(checker, 'accountant'))).toThrow('finance.voucher.checker_unfit');
    expect(() => submitted().check([], by(checker, 'finance_manager'))).toThrow('finance.voucher.checker_unfit');
    expect(() => checked('transfer').sign([], by(other, 'cashier'))).toThrow('finance.voucher.without_cashier');
    expect(posted('transfer').state).toBe('posted');
  });

  test('F-07 a receipt that no cashier has signed is not posted', () => {
    expect(() => checked().post(redId, by(poster, 'accountant'))).toThrow('finance.voucher.not_signed');
  });

  test('F-07 what is returned goes through all hands again, under the number that it has', () => {
    const voucher = checked();
    voucher.sign([], by(other, 'cashier'));
    voucher.return('金额写错', by(poster, 'accountant'));
    expect(voucher).toMatchObject({ state: 'draft', number: 1, checked: null, signed: null, reason: '金额写错' });
    expect(() => voucher.amend(contentOf('receipt'), by(other, 'cashier'))).toThrow('finance.voucher.not_yours');
    voucher.amend(contentOf('receipt', { summary: '收到定金' }), by(maker, 'cashier'));
    expect(() => voucher.submit(2, by(maker, 'cashier'))).toThrow('keeps its number');
    voucher.submit(1, by(maker, 'cashier'));
    expect(voucher).toMatchObject({ state: 'submitted', number: 1, summary: '收到定金', reason: null });
  });

  test('F-07 a cashier has nothing to do with transfers that others made', () => {
    expect(() => submitted('transfer').return('不对', by(other, 'cashier'))).toThrow('without_cashier');
    expect(() => submitted().void('不对', by(other, 'cashier'))).toThrow('finance.voucher.not_yours');
  });
});

describe('the number of a voucher', () => {
  test('F-07 stays in its month and kind', () => {
    const voucher = submitted();
    voucher.return('类别不对', by(checker, 'accountant'));
    for (const content of [contentOf('payment'), contentOf('receipt', { day: '2026-02-27' })])
      expect(() => voucher.amend(content, by(maker, 'cashier'))).toThrow('finance.voucher.numbered');
    expect(() => voucher.discard(by(maker, 'cashier'))).toThrow('finance.voucher.numbered');
    voucher.void('另行填制', by(maker, 'cashier'));
    expect(voucher).toMatchObject({ state: 'voided', number: 1, reason: '另行填制' });
  });

  test('F-07 is not taken by a draft, which is thrown away by its maker or the finance manager, and not voided', () => {
    expect(() => made().void('不要了', by(maker, 'cashier'))).toThrow('finance.voucher.not_numbered');
    expect(() => made().discard(by(other, 'cashier'))).toThrow('finance.voucher.not_yours');
    for (const act of [by(maker, 'cashier'), by(other, 'finance_manager')]) {
      const voucher = made();
      voucher.discard(act);
      expect(voucher).toMatchObject({ state: 'discarded', number: null });
    }
  });
});

test('F-07 a voucher is late when more than two working days lie between its day and its making', () => {
  // The 6th of March is a Friday. On the last Saturday of February people work, for the Spring Festival.
  const cases = [
    ['2026-03-06', '2026-03-10T15:00:00Z', false],
    ['2026-03-06', '2026-03-10T16:00:00Z', true],
    ['2026-03-02', '2026-03-02T02:00:00Z', false],
    ['2026-03-07', '2026-03-11T02:00:00Z', false],
    ['2026-02-27', '2026-03-02T02:00:00Z', false],
    ['2026-02-27', '2026-03-03T02:00:00Z', true],
  ] as const;
  for (const [day, at, late] of cases) expect([day, at, made('receipt', day, at).late]).toEqual([day, at, late]);
});

describe('a red voucher', () => {
  test('F-01 F-07 undoes a posted one on the same sides and rests on it, and is never amended', () => {
    const given = { day: '2026-03-02', summary: '冲销', attachmentsCount: 0 };
    const red = posted().makeRed(redId, given, by(other, 'cashier'));
    expect(red).toMatchObject({ state: 'draft', purpose: 'reversal', redOfId: id, kind: 'receipt' });
    expect(red.lines).toMatchObject([
      { accountCode: '1001', side: 'debit', amountFen: -10_000 },
      { accountCode: '2203', side: 'credit', amountFen: -10_000 },
    ]);
    expect(red.documents).toEqual([{ kind: 'voucher', number: '2026-03-receipt-1' }]);
    expect(() => red.amend(contentOf('receipt'), by(other, 'cashier'))).toThrow('finance.voucher.not_amended');
    red.submit(2, by(other, 'cashier'));
    red.check([], by(checker, 'accountant'));
    red.sign([], by(maker, 'cashier'));
    red.post(id, by(poster, 'accountant'));
    expect(() => red.makeRed(id, given, by(other, 'cashier'))).toThrow('finance.voucher.red_of_red');
    expect(() => posted('transfer').makeRed(redId, given, by(other, 'cashier'))).toThrow('finance.voucher.maker_unfit');
  });

  test('F-07 comes of a posted one only', () => {
    const given = { day: '2026-03-02', summary: '冲销', attachmentsCount: 0 };
    expect(() => checked().makeRed(redId, given, by(other, 'cashier'))).toThrow('step_refused');
    expect(Object.keys(voucherSteps.steps)).toContain('make_red');
  });
});

test('F-07 money that comes in is a receipt, money that goes out or from cash to bank a payment, all else a transfer', () => {
  const money = new Set(['1001', '1002']);
  const red = (lines: readonly Line[]): readonly Line[] => lines.map(([code, side, amount]) => [code, side, -amount]);
  const mixed: readonly Line[] = [
    ['1001', 'debit', 9_000],
    ['1002', 'debit', -1_000],
    ['5001', 'credit', 8_000],
  ];
  const cases: readonly [readonly Line[], VoucherKind][] = [
    [linesFor.receipt, 'receipt'],
    [linesFor.payment, 'payment'],
    [linesFor.transfer, 'transfer'],
    [fromCashToBank, 'payment'],
    [mixed, 'payment'],
    // All red: what it corrects.
    [red(linesFor.receipt), 'receipt'],
    [red(linesFor.payment), 'payment'],
  ];
  for (const [lines, fitting] of cases)
    for (const kind of ['receipt', 'payment', 'transfer'] as const) {
      const ask = () => refuseUnlessOfKind(kind, linesOf(lines), money);
      if (kind === fitting) expect(ask).not.toThrow();
      else expect(ask).toThrow('finance.voucher.kind_unfit');
    }
});
