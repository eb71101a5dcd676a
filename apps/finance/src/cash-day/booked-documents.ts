import { cashBox, wordsOf, type PaymentMethod } from '@bumen/contracts';
import { partyOf } from '../payment/payment-voucher.ts';
import { cashBoxes } from './counting.ts';
import { accountOfBox, bookingLine, type Booked, type Booking } from './day-bookings.ts';
import type { DayDocuments } from './day-documents.repository.ts';

/**
 * A cheque is in hand until it goes to the bank, and is booked by its deposit. Of a wallet the whole sum: what it keeps
 * is booked as it is settled.
 */
export const receiptsOf =
  (documents: DayDocuments): Booked =>
  async ({ day }, desk, { rules }) => {
    const { receiptAccounts, bankAccount, walletAccount } = rules.cashBooking;
    const accountOf = {
      cash: desk.takingsAccount,
      transfer: bankAccount,
      wechat: walletAccount,
      alipay: walletAccount,
    };
    const isBooked = (method: PaymentMethod): method is keyof typeof accountOf => method !== 'cheque';
    return (await documents.receipts(desk.id, day)).flatMap(
      ({ number, kind, parts, lentAccount, party }): Booking[] => {
        const lines = parts.flatMap(({ method, amountFen, reference }) =>
          isBooked(method) ? bookingLine('debit', accountOf[method], amountFen, reference) : [],
        );
        if (lines.length === 0) return [];
        const sum = lines.reduce((total, { amountFen }) => total + amountFen, 0);
        const received = { ...bookingLine('credit', lentAccount ?? receiptAccounts[kind], sum, number), party };
        const document = { kind: 'receipt' as const, number };
        return [{ kind: 'receipt', summary: '收银台收款', documents: [document], lines: [...lines, received] }];
      },
    );
  };

/** As it leaves the desk: until its slip is back it is 企收银未收. What comes back is undone in red, on the same sides. */
export const depositsOf =
  (documents: DayDocuments): Booked =>
  async ({ day }, desk, { rules }) =>
    (await documents.deposits(desk.id, day)).map(({ box, number, bankAccount, amountFen, back, receipts }): Booking => {
      const sign = back ? -1 : 1;
      const document = { kind: 'deposit_slip' as const, number };
      const toBank = bookingLine('debit', bankAccount, sign * Number(amountFen));
      if (box !== null) {
        const lines = [toBank, bookingLine('credit', accountOfBox(desk, box), sign * Number(amountFen))];
        const summary = `${wordsOf(cashBox)[box].zh}${back ? '送存退回' : '送存银行'}`;
        return { kind: 'payment', summary, documents: [document], lines };
      }
      const received = receipts.map((one) =>
        bookingLine('credit', rules.cashBooking.receiptAccounts[one.kind], sign * one.fen, one.number),
      );
      const summary = back ? '支票送存退回' : '支票送存银行';
      return { kind: 'receipt', summary, documents: [document], lines: [toBank, ...received] };
    });

/** From the bank into petty cash: a payment, as all that goes between cash and bank (F-07). */
export const drawsOf =
  (documents: DayDocuments): Booked =>
  async ({ day }, desk) =>
    (await documents.draws(desk.id, day)).map(({ number, bankAccount, amountFen, back }): Booking => {
      const fen = (back ? -1 : 1) * Number(amountFen);
      const lines = [bookingLine('debit', desk.pettyAccount, fen), bookingLine('credit', bankAccount, fen)];
      const document = { kind: 'cheque' as const, number };
      return { kind: 'payment', summary: back ? '提取备用金退回' : '提取备用金', documents: [document], lines };
    });

/** On the documents of its payment, as what that said. */
export const payoutsOf =
  (documents: DayDocuments): Booked =>
  async ({ day }, desk) =>
    (await documents.payouts(desk.id, day)).map(({ box, amountFen, accountCode, payee, ...paid }): Booking => {
      const fen = Number(amountFen);
      const debit = bookingLine('debit', accountCode, fen, paid.documents[0]!.number);
      const lines = [{ ...debit, party: partyOf({ payee }) }, bookingLine('credit', accountOfBox(desk, box), fen)];
      return { kind: 'payment', summary: '现金付款', documents: paid.documents, lines };
    });

/** Against 待处理财产损溢, until it is decided (F-08). */
export const differencesOf: Booked = async ({ day, lastCount }, desk, { rules }) =>
  cashBoxes.flatMap((box): Booking[] => {
    const fen = lastCount?.[box].differenceFen ?? 0;
    if (fen === 0) return [];
    const accounts = [accountOfBox(desk, box), rules.cashBooking.suspenseAccount] as const;
    const [debit, credit] = fen > 0 ? accounts : [accounts[1], accounts[0]];
    return [
      {
        kind: fen > 0 ? 'receipt' : 'payment',
        summary: fen > 0 ? '现金长款' : '现金短款',
        documents: [{ kind: 'count_sheet', number: `${day}-${box}` }],
        lines: [bookingLine('debit', debit, Math.abs(fen)), bookingLine('credit', credit, Math.abs(fen))],
      },
    ];
  });
