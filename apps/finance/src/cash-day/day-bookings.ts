import { Injectable } from '@nestjs/common';
import type { CashBox, PaymentMethod, VoucherContent } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { CashDesk } from '../cash-desk/cash-desk.entity.ts';
import type { LineDraft } from '../ledger/draft.ts';
import { ReceiptRepository } from '../receipt/receipt.repository.ts';
import type { CashDay } from './cash-day.entity.ts';
import { cashBoxes } from './counting.ts';

/** What one document of a day is booked as (F-07): its lines balance. */
export interface Booking {
  /** Money that comes in, or goes out. */
  readonly kind: 'receipt' | 'payment';
  /** Documents with the same one stand on one voucher. Books are kept in Chinese (会计法, 22). */
  readonly summary: string;
  readonly document: VoucherContent['documents'][number];
  readonly lines: readonly LineDraft[];
}

/** A kind of documents of a desk's day. What they were booked as never changes, once the day is closed. */
export type Booked = (day: CashDay, desk: CashDesk, act: Act) => Promise<readonly Booking[]>;

export const accountOfBox = (desk: Pick<CashDesk, 'takingsAccount' | 'pettyAccount'>, box: CashBox): string =>
  box === 'takings' ? desk.takingsAccount : desk.pettyAccount;

export const bookingLine = (
  side: LineDraft['side'],
  accountCode: string,
  amountFen: number,
  reference: string | null = null,
): LineDraft => ({ side, accountCode, amountFen, reference, foreignAmount: null, party: null });

/** All that is booked of a day: each kind of documents adds its own. */
@Injectable()
export class DayBookings {
  readonly #kinds: readonly Booked[];

  constructor(receipts: ReceiptRepository) {
    this.#kinds = [receiptsOf(receipts), differencesOf];
  }

  /** In an order that is always the same. */
  async of(day: CashDay, desk: CashDesk, act: Act): Promise<Booking[]> {
    return (await Promise.all(this.#kinds.map((booked) => booked(day, desk, act)))).flat();
  }
}

/**
 * A cheque is in hand until the bank has it, and is booked by its deposit. Of a wallet the whole sum: what it keeps is
 * booked as it is settled.
 */
const receiptsOf =
  (receipts: ReceiptRepository): Booked =>
  async ({ day }, desk, { rules }) => {
    const { receiptAccounts, bankAccount, walletAccount } = rules.cashBooking;
    const accountOf = {
      cash: desk.takingsAccount,
      transfer: bankAccount,
      wechat: walletAccount,
      alipay: walletAccount,
    };
    const isBooked = (method: PaymentMethod): method is keyof typeof accountOf => method !== 'cheque';
    return (await receipts.ofDay(desk.id, day)).flatMap(({ number, kind, parts }): Booking[] => {
      const lines = parts.flatMap(({ method, amountFen, reference }) =>
        isBooked(method) ? bookingLine('debit', accountOf[method], amountFen, reference) : [],
      );
      if (lines.length === 0) return [];
      const sum = lines.reduce((total, { amountFen }) => total + amountFen, 0);
      const received = bookingLine('credit', receiptAccounts[kind], sum, number);
      const document = { kind: 'receipt' as const, number };
      return [{ kind: 'receipt', summary: '收银台收款', document, lines: [...lines, received] }];
    });
  };

/** Against 待处理财产损溢, until it is decided (F-08). */
const differencesOf: Booked = async ({ day, lastCount }, desk, { rules }) =>
  cashBoxes.flatMap((box): Booking[] => {
    const fen = lastCount?.[box].differenceFen ?? 0;
    if (fen === 0) return [];
    const { suspenseAccount } = rules.cashBooking;
    const [debit, credit] =
      fen > 0 ? [accountOfBox(desk, box), suspenseAccount] : [suspenseAccount, accountOfBox(desk, box)];
    return [
      {
        kind: fen > 0 ? 'receipt' : 'payment',
        summary: fen > 0 ? '现金长款' : '现金短款',
        document: { kind: 'count_sheet', number: `${day}-${box}` },
        lines: [bookingLine('debit', debit, Math.abs(fen)), bookingLine('credit', credit, Math.abs(fen))],
      },
    ];
  });
