import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import {
  sourceDocumentKind,
  voucherKind,
  type addLedgerAccount,
  type InputOf,
  type makeVoucher,
} from '@bumen/contracts';

type Content = InputOf<typeof makeVoucher>;
type Line = Content['lines'][number];
type Account = Pick<InputOf<typeof addLedgerAccount>, 'code' | 'title' | 'currency'>;

/** Below those of the standard. */
export const sampleAccounts: Account[] = [
  { code: '100101', title: '总部现金' },
  { code: '100201', title: '基本存款账户' },
  { code: '100202', title: '美元账户', currency: 'USD' },
  { code: '500101', title: '装修工程' },
  { code: '540101', title: '装修材料' },
  { code: '560201', title: '工资' },
  { code: '560202', title: '办公费' },
  { code: '560203', title: '房租' },
  { code: '560204', title: '折旧费' },
];

/** What a cash desk is booked on where the standard's own account has others below it. */
export const deskAccounts = { bankAccount: '100201' };
export const paymentAccounts = { travel: '560202', expense: '560202', other: '560202' };

/** CNY for one dollar at the end of each month. */
export const dollarRate = '7.1';

const line = (accountCode: string, side: Line['side'], yuan: number, foreign?: number): Line => ({
  ...{ accountCode, side, amountFen: yuan * 100, foreignAmount: foreign === undefined ? null : foreign * 100 },
});
/** How a renovation company stood as it went live; debit and credit are equal (F-21). */
export const openingLines: Line[] = [
  line('100101', 'debit', 1_500),
  line('100201', 'debit', 860_000),
  line('100202', 'debit', 71_200, 10_000),
  line('1122', 'debit', 45_000),
  line('1601', 'debit', 240_000),
  line('1602', 'credit', 60_000),
  line('2202', 'credit', 52_000),
  line('2203', 'credit', 38_000),
  line('2211', 'credit', 42_000),
  line('2221', 'credit', 6_300),
  line('3001', 'credit', 1_000_000),
  line('3104', 'credit', 19_400),
];

/** A voucher of every month, or of the one that it names; debit and credit are accounts. */
const row = z.object({
  by: z.enum(['cashier', 'cashier2', 'accountant']),
  kind: voucherKind,
  date: z.coerce.number(),
  summary: z.string(),
  document: sourceDocumentKind,
  debit: z.string(),
  credit: z.string(),
  yuan: z.coerce.number(),
  /** In the debit account's own currency. */
  foreign: z.coerce.number(),
  /** So much more each month. */
  more: z.coerce.number(),
  month: z.string(),
  /** What becomes of it in the end. */
  fate: z.enum(['', 'void', 'red']),
});
export interface SampleVoucher extends Pick<z.output<typeof row>, 'by' | 'fate'> {
  readonly content: Content;
}

/** A month of its books; `nth` counts from 1. */
export async function vouchersOf(month: string, nth: number): Promise<SampleVoucher[]> {
  const [head, ...rows] = (await readFile(new URL('vouchers.csv', import.meta.url), 'utf8')).trimEnd().split('\n');
  const names = head!.split(',');
  return rows
    .map((text) => row.parse(Object.fromEntries(text.split(',').map((cell, index) => [names[index]!, cell]))))
    .filter((one) => one.month === '' || one.month === String(nth))
    .map(({ by, kind, date, summary, document, debit, credit, yuan, foreign, more, fate }, index) => {
      const amount = yuan + more * (nth - 1);
      const number = `${month.replace('-', '')}-${String(index + 1).padStart(3, '0')}`;
      const content: Content = {
        ...{ kind, day: `${month}-${String(date).padStart(2, '0')}`, summary, attachmentsCount: 1 },
        lines: [line(debit, 'debit', amount, foreign || undefined), line(credit, 'credit', amount)],
        documents: [{ kind: document, number }],
      };
      return { by, fate, content };
    });
}
