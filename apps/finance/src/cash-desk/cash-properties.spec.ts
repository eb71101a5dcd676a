import { hash } from 'node:crypto';
import fc from 'fast-check';
import {
  allowOverLimit,
  approveDepositReturn,
  approveReceiptVoid,
  approveTakingsPermit,
  askDepositReturn,
  bankDeposit,
  closeCashDay,
  confirmCashDraw,
  depositCash,
  drawPettyCash,
  getCashDesk,
  listReceipts,
  makeDayVouchers,
  refuseCashDraw,
  refuseReceiptVoid,
  registerTakingsPermit,
  takeBackPayout,
  voidReceipt,
  withdrawPayment,
} from '@bumen/contracts';
import { newId, Transactions } from '@bumen/service-kit';
import { CashDayRepository } from '../cash-day/cash-day.repository.ts';
import { FinanceRig, outcomes } from '../finance.rig.ts';
import { dayAfter } from '../period/months.ts';
import { CashRig } from './cash-desk.rig.ts';

/** A seed makes the same steps; how they meet is up to the machine. */
const [seed, runs, atOnce] = [20_260_302, 6, 3];
const reason = '核对无误';

let rig: FinanceRig;
let desks: readonly CashRig[];
let takingsPermitId: string;
let papers = 0;
beforeAll(async () => {
  rig = await FinanceRig.open();
  desks = [
    await CashRig.open(rig, { takingsFen: 50_000, pettyFen: 80_000 }),
    await CashRig.open(rig, { takingsFen: 20_000, pettyFen: 20_000 }),
  ];
  for (const desk of desks) await desk.openDay();
  const permit = { bankName: '工商银行', number: 'ZZ1', kinds: ['travel' as const], monthlyFen: 60_000 };
  const days = { fromDay: '2026-03-01', untilDay: '2026-12-31' };
  takingsPermitId = (await rig.accountant.call(registerTakingsPermit, { ...permit, ...days })).id;
  await rig.manager.call(approveTakingsPermit, { takingsPermitId });
});
afterAll(() => rig?.close());

const whats = [
  ...['issue', 'issue', 'void', 'approve_void', 'refuse_void', 'deposit', 'deposit', 'bank', 'ask_return', 'return'],
  ...['draw', 'draw', 'confirm', 'refuse_draw', 'ask', 'ask', 'ask', 'pay', 'pay', 'pay', 'pay', 'withdraw'],
  ...['take_back', 'end_day'],
] as const;
type What = (typeof whats)[number];
interface Step {
  readonly what: What;
  readonly desk: number;
  readonly which: number;
  readonly fen: number;
}
const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(...whats),
  desk: fc.nat(1),
  which: fc.nat(1_000),
  fen: fc.integer({ min: 1, max: 60_000 }),
});

const made = {
  receipt: [] as string[],
  voidAsked: [] as string[],
  deposit: [] as { id: string; fen: number }[],
  returnAsked: [] as string[],
  draw: [] as string[],
  payment: [] as string[],
  payout: [] as string[],
};
/** One of the latest; of what there isn't, an id that leads nowhere. */
const oneOf = <T>(all: readonly T[], which: number): T | undefined => all.at(-1 - (which % Math.min(all.length, 5)));
const idOf = (all: readonly string[], which: number) => oneOf(all, which) ?? newId();

const notedIn = (list: string[]) => (done: { id: string }) => list.push(done.id);
const number = () => `N${(papers += 1)}`;
/** For whom money is asked, and who signs it. */
async function ask({ payments }: CashRig, { which, fen: amountFen }: Step): Promise<unknown> {
  // One firm under two codes, and written as a person.
  const party = `supplier:${which % 3 === 0 ? 1 : 2}`;
  const firm = { kind: which % 4 === 0 ? ('person' as const) : ('firm' as const), payeeName: '顺达商行', party };
  const payee = which % 2 === 0 ? firm : { kind: 'person' as const, payeeName: '李师傅' };
  const kind = which % 5 < 3 ? ('travel' as const) : ('supplier' as const);
  const documents = [{ kind: 'invoice' as const, number: `FP${which % 80}` }];
  return payments.approved({ kind, payee, amountFen, documents }).then(notedIn(made.payment));
}
/** By which of the boxes, with and without a permit; one that was paid already as well. */
function pay(cash: CashRig, { which }: Step): Promise<unknown> {
  const from = which % 3 === 0 ? ('takings' as const) : ('petty' as const);
  const permit = from === 'takings' && which % 4 !== 0 ? { takingsPermitId } : {};
  return cash.pay(idOf(made.payment, which), { from, ...permit }).then(notedIn(made.payout));
}

/** As it is counted, a little off now and then; above the limit it is allowed. */
async function endDay(cash: CashRig, { which }: Step): Promise<void> {
  const { today } = await rig.accountant.call(getCashDesk, { cashDeskId: cash.cashDeskId });
  if (!today) return void (await cash.openDay());
  const { cashDayId } = today;
  const asked = { cashDeskId: [cash.cashDeskId], state: ['void_asked' as const], limit: 100 };
  const { items } = await rig.accountant.call(listReceipts, asked);
  await outcomes(items.map(({ id }) => rig.accountant.call(refuseReceiptVoid, { receiptId: id, reason })));
  const { inBoxes } = await rig.accountant.call(getCashDesk, { cashDeskId: cash.cashDeskId });
  const off = which % 3 === 0 ? 10 : 0;
  await cash.count(cashDayId, inBoxes!.takingsFen + off, Math.max(0, inBoxes!.pettyFen - off));
  // Some of it goes to the bank after it was counted.
  await outcomes([
    rig.cashier.call(depositCash, { cashDeskId: cash.cashDeskId, bankAccount: '1002', amountFen: 7_000 }),
  ]);
  await rig.manager.call(allowOverLimit, { cashDayId, reason });
  await rig.cashier.call(closeCashDay, { cashDayId, explanations: { takings: reason, petty: reason } });
  rig.comeTo(dayAfter(today.day, 1));
  await cash.openDay();
}

function taken(one: Step): Promise<unknown> {
  const { what, which, fen } = one;
  const cash = desks[one.desk]!;
  const { cashDeskId } = cash;
  const { cashier, accountant, colleague } = rig;
  const bank = { cashDeskId, bankAccount: '1002', amountFen: fen };
  const deposit = oneOf(made.deposit, which) ?? { id: newId(), fen: 1 };
  switch (what) {
    case 'issue':
      return cash.issue({ parts: [{ method: 'cash', amountFen: fen }] }).then(notedIn(made.receipt));
    case 'void':
      return cashier
        .call(voidReceipt, { receiptId: idOf(made.receipt, which), reason, copiesBack: true })
        .then(notedIn(made.voidAsked));
    case 'approve_void':
      return accountant.call(approveReceiptVoid, { receiptId: idOf(made.voidAsked, which) });
    case 'refuse_void':
      return accountant.call(refuseReceiptVoid, { receiptId: idOf(made.voidAsked, which), reason });
    case 'deposit':
      return cashier
        .call(depositCash, { ...bank, box: which % 4 === 0 ? 'petty' : 'takings' })
        .then(({ id }) => made.deposit.push({ id, fen }));
    case 'bank': {
      const slip = { number: number(), day: rig.desk.clock.now().toISOString().slice(0, 10), amountFen: deposit.fen };
      return colleague.call(bankDeposit, { cashDepositId: deposit.id, ...slip });
    }
    case 'ask_return':
      return cashier.call(askDepositReturn, { cashDepositId: deposit.id, reason }).then(notedIn(made.returnAsked));
    case 'return':
      return accountant.call(approveDepositReturn, { cashDepositId: idOf(made.returnAsked, which) });
    case 'draw':
      return cashier.call(drawPettyCash, { ...bank, from: 'bank', number: number() }).then(notedIn(made.draw));
    case 'confirm':
      return accountant.call(confirmCashDraw, { cashDrawId: idOf(made.draw, which) });
    case 'refuse_draw':
      return colleague.call(refuseCashDraw, { cashDrawId: idOf(made.draw, which), reason });
    case 'ask':
      return ask(cash, one);
    case 'pay':
      return pay(cash, one);
    case 'withdraw':
      return cash.payments.requester.call(withdrawPayment, { paymentId: idOf(made.payment, which), reason });
    case 'take_back':
      return accountant.call(takeBackPayout, { cashPayoutId: idOf(made.payout, which), reason });
    case 'end_day':
      return endDay(cash, one);
  }
}

/** Each a law with a statement that finds what breaks it. */
const laws: Readonly<Record<string, string>> = {
  'F-04 a box is what its moves make of it, one after the other, and never below nothing': `
    SELECT b.desk_id, b.box FROM cash_box b JOIN LATERAL (
        SELECT count(*) AS moves, coalesce(sum(amount_fen), 0) AS sum, coalesce(max(seq), 0) AS last, bool_and(right_one) AS rights
          FROM (SELECT m.*, m.balance_fen >= 0 AND m.balance_fen = sum(m.amount_fen) OVER (ORDER BY m.seq) AS right_one
                  FROM cash_move m WHERE m.desk_id = b.desk_id AND m.box = b.box) m) m ON true
     WHERE m.sum <> b.balance_fen OR m.moves <> b.moves OR m.last <> b.moves OR m.rights IS FALSE`,
  'F-04 takings only go to the bank, but for a receipt that is void and what a permit allows': `
    SELECT m.desk_id, m.seq FROM cash_move m WHERE m.box = 'takings' AND m.amount_fen < 0
       AND m.kind NOT IN ('deposit', 'receipt_void', 'difference')
       AND NOT EXISTS (SELECT FROM cash_payout p WHERE p.id = m.document_id AND p.takings_permit_id IS NOT NULL)`,
  'F-04 petty cash comes from the bank': `
    SELECT m.desk_id, m.seq FROM cash_move m WHERE m.box = 'petty' AND m.amount_fen > 0
       AND m.kind NOT IN ('opening', 'draw', 'deposit_back', 'payout_back', 'difference')`,
  'F-03 a deposit has left its box by its sum, and one that came back is in it again': `
    SELECT d.id FROM cash_deposit d WHERE d.kind = 'cash'
       AND coalesce((SELECT sum(m.amount_fen) FROM cash_move m WHERE m.document_id = d.id AND m.box = d.box), 0)
           <> CASE d.state WHEN 'returned' THEN 0 ELSE -d.amount_fen END`,
  'F-04 a draw is in petty cash by its sum, and one that is refused is not': `
    SELECT d.id FROM cash_draw d WHERE coalesce((SELECT sum(m.amount_fen) FROM cash_move m WHERE m.document_id = d.id), 0)
           <> CASE d.state WHEN 'refused' THEN 0 ELSE d.amount_fen END`,
  'F-04 a payment has left its box by its sum, and one that came back has not': `
    SELECT p.id FROM cash_payout p WHERE coalesce((SELECT sum(m.amount_fen) FROM cash_move m
             WHERE m.document_id = p.id AND m.box = p.box), 0) <> CASE p.state WHEN 'returned' THEN 0 ELSE -p.amount_fen END`,
  'F-04 no more of a permit is used in a month than it allows, and as much as was paid by it': `
    SELECT m.month FROM takings_permit_month m WHERE m.used_fen > m.monthly_fen OR m.used_fen <> coalesce((
       SELECT sum(p.amount_fen) FROM cash_payout p WHERE p.takings_permit_id = m.takings_permit_id AND p.state = 'paid'
          AND to_char(p.day, 'YYYY-MM') = m.month), 0)`,
  'F-20 to a firm goes no more in a day than may be paid in cash': `
    SELECT firm_name, day FROM cash_payout WHERE payee ->> 'party' IS NOT NULL AND state = 'paid' GROUP BY firm_name, day
      HAVING sum(amount_fen) > 100000`,
  'F-20 no invoice is paid twice': `
    SELECT d.document FROM cash_payout p CROSS JOIN jsonb_array_elements(p.documents) AS d(document)
     WHERE p.state = 'paid' GROUP BY 1 HAVING count(*) > 1`,
  'F-06 what is paid was signed by all who had to, and is paid once and no more than that': `
    SELECT p.id FROM payment p WHERE (SELECT count(*) FROM cash_payout o WHERE o.payment_id = p.id AND o.state = 'paid'
             AND o.amount_fen = p.amount_fen AND o.day = p.paid_day AND jsonb_array_length(p.signatures) > 0)
           <> CASE p.state WHEN 'paid' THEN 1 ELSE 0 END
        OR p.state <> 'paid' AND EXISTS (SELECT FROM cash_payout o WHERE o.payment_id = p.id AND o.state = 'paid')`,
  'F-08 each day opens as the one before was closed, and is closed as its moves make it': `
    SELECT d.id FROM cash_day d LEFT JOIN LATERAL (SELECT closing FROM cash_day b WHERE b.desk_id = d.desk_id
        AND b.day < d.day ORDER BY b.day DESC LIMIT 1) before ON true
     WHERE d.opening <> coalesce(before.closing, d.opening)
        OR d.closing IS NOT NULL AND (d.closing ->> 'takingsFen')::bigint <> (SELECT coalesce(sum(m.amount_fen), 0)
             FROM cash_move m WHERE m.desk_id = d.desk_id AND m.box = 'takings' AND m.day <= d.day)`,
  'F-02 the numbers of receipts have no gap': `
    SELECT book_id FROM receipt GROUP BY book_id HAVING count(*) <> max(split_part(number, '-', 2)::int)`,
};
async function broken(): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(laws).map(async ([law, text]) =>
      (await rig.desk.sql<object>('finance', text)).map((row) => `${law}: ${JSON.stringify(row)}`),
    ),
  );
  return found.flat();
}

/** Closed days whose digest isn't that of what was done on them. */
async function altered(): Promise<string[]> {
  const { app } = rig.desk.service('finance');
  const days = await rig.desk.sql<{
    id: string;
    day: string;
    digest: string;
    closing: { takingsFen: number; pettyFen: number };
    desk: string;
  }>(
    'finance',
    `SELECT id, desk_id AS desk, to_char(day, 'YYYY-MM-DD') AS day, digest, closing FROM cash_day
      WHERE state = 'closed' ORDER BY desk_id, day`,
  );
  const previous = new Map<string, string>();
  const wrong: string[] = [];
  const options = { name: 'finance.cash_day.get', actor: rig.accountant.caller.staffId, correlationId: newId() };
  await app.get(Transactions).run(options, async () => {
    for (const { id, desk, day, digest, closing } of days) {
      const contents = await app.get(CashDayRepository).contents(desk, day);
      const parts = [previous.get(desk) ?? '', desk, day, closing.takingsFen, closing.pettyFen, contents];
      if (hash('sha256', parts.join('\n'), 'hex') !== digest) wrong.push(id);
      previous.set(desk, digest);
    }
  });
  return wrong;
}

test('F-04 whatever random people do at two desks at once, takings go to the bank alone and every sum stays right', async () => {
  const ends = new Map<string, number>();
  const count = (what: string) => ends.set(what, (ends.get(what) ?? 0) + 1);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 90, size: 'max' }), async (steps) => {
      for (let at = 0; at < steps.length; at += atOnce) {
        const together = steps.slice(at, at + atOnce);
        const all = await outcomes(together.map(taken));
        for (const [place, end] of all.entries()) count(`${together[place]!.what} ${end}`);
        expect(all.filter((end) => !/^(ok|finance\.|step_refused|write_conflict|version_mismatch)/.test(end))).toEqual(
          [],
        );
      }
      expect(await broken()).toEqual([]);
      expect(await altered()).toEqual([]);
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
  // Which come about is up to how they meet; most of them do.
  const done = [...new Set(whats)].filter((what) => ends.has(`${what} ok`));
  expect(done.length).toBeGreaterThan(10);
  expect(ends.get('pay finance.cash_desk.spending_from_takings')).toBeGreaterThan(0);
}, 240_000);

test('F-07 F-08 the vouchers of each closed day say of each box what its moves say', async () => {
  const days = await rig.desk.sql<{ id: string; month: string }>(
    'finance',
    `SELECT id, to_char(day, 'YYYY-MM') AS month FROM cash_day WHERE state = 'closed' AND NOT quiet ORDER BY day`,
  );
  for (const month of new Set(days.map((one) => one.month))) await rig.month(month);
  for (const { id: cashDayId } of days) await rig.cashier.call(makeDayVouchers, { cashDayId });
  const wrong = await rig.desk.sql<object>(
    'finance',
    `SELECT d.day, b.box FROM cash_day d JOIN cash_box b ON b.desk_id = d.desk_id
      WHERE d.voucher_ids IS NOT NULL
        AND coalesce((SELECT sum(m.amount_fen) FROM cash_move m
               WHERE m.desk_id = d.desk_id AND m.box = b.box AND m.day = d.day AND m.kind <> 'opening'), 0)
         <> coalesce((SELECT sum(CASE l.line ->> 'side' WHEN 'debit' THEN 1 ELSE -1 END * (l.line ->> 'amountFen')::bigint)
               FROM jsonb_array_elements_text(d.voucher_ids) AS made(id) JOIN voucher v ON v.id = made.id::uuid
                 CROSS JOIN jsonb_array_elements(v.lines) AS l(line)
              WHERE l.line ->> 'accountCode' = b.account), 0)`,
  );
  expect(wrong).toEqual([]);
  expect(days.length).toBeGreaterThan(5);
}, 60_000);
