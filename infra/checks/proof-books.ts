import { randomUUID } from 'node:crypto';
import {
  addLedgerAccount,
  agreeAccountClosing,
  askAccountClosing,
  attachToVoucher,
  beginClosing,
  closePeriod,
  draftOpening,
  listPeriods,
  makeVoucher,
  openPeriod,
  startVerification,
  submitVoucher,
} from '@bumen/contracts';
import type { Client, Desk, Someone } from '@bumen/testing';
import { paper } from './sample-requests.ts';

/** The books of the proof house: its months and vouchers. */
export class ProofBooks {
  readonly #desk: Desk;
  readonly #cashier: Someone = { staffId: randomUUID(), name: '陈出纳' };
  #months = 0;
  #accounts = 0;
  #closedPeriod: Promise<string> | undefined;
  #voucherMonth: Promise<string> | undefined;
  #opening: Promise<string> | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** The next month of the books, open; the one before all of them is closed. */
  async period(): Promise<string> {
    await (this.#closedPeriod ??= this.#closeFirstMonth());
    return this.#openMonth();
  }
  async closedPeriod(): Promise<string> {
    return (this.#closedPeriod ??= this.#closeFirstMonth());
  }
  /** Of books in which nothing is wrong. */
  async verification(): Promise<string> {
    return (await this.accountant.call(startVerification, {})).id;
  }
  /** A receipt that a cashier has drafted, in a month that stays open. */
  async voucher(dayOfMonth = '02'): Promise<string> {
    const line = { amountFen: 10_000, foreignAmount: null, party: null, reference: null };
    const content = {
      kind: 'receipt' as const,
      day: `${await (this.#voucherMonth ??= this.#monthForVouchers())}-${dayOfMonth}`,
      summary: '收到货款',
      lines: [
        { ...line, accountCode: '1001', side: 'debit' as const },
        { ...line, accountCode: '5001', side: 'credit' as const },
      ],
      documents: [{ kind: 'invoice' as const, number: '26312000001' }],
      attachmentsCount: 1,
    };
    return (await this.cashier.call(makeVoucher, content)).id;
  }
  /** That a new account, of which nothing knows, is to be closed. */
  async accountClosing(): Promise<string> {
    const code = `1604${String((this.#accounts += 1)).padStart(2, '0')}`;
    const why = { reason: '不再使用' };
    await this.accountant.call(addLedgerAccount, { code, title: '在建工程', ...why });
    return (await this.accountant.call(askAccountClosing, { code, ...why })).id;
  }
  async closedAccount(): Promise<string> {
    const accountClosingId = await this.accountClosing();
    return (await this.#desk.as('finance_manager').call(agreeAccountClosing, { accountClosingId })).id;
  }
  /** Two with numbers, of which the second one's day is the earlier. */
  async vouchersOutOfOrder(): Promise<void> {
    for (const day of ['02', '01']) await this.cashier.call(submitVoucher, { voucherId: await this.voucher(day) });
  }
  /** Something on an account, on the day of the sample requests. */
  async posted(): Promise<void> {
    await this.#desk.sql(
      'finance',
      `WITH head AS (INSERT INTO journal (id, posting_id, month, day, kind, summary, lines, posted_by, posted_at,
                       correlation_id, digest)
         VALUES ($1::text::uuid, $1::text::uuid, '2026-03', '2026-03-02', 'ordinary', '往来', 2, 'proof', now(), $1::text, '') RETURNING id)
       INSERT INTO entry (journal_id, line, day, account, side, amount_fen, currency)
         SELECT id, line, date '2026-03-02', '1001', side, 5, 'CNY' FROM head, (VALUES (1, 'debit'), (2, 'credit')) AS l(line, side)`,
      [randomUUID()],
    );
  }
  /** The opening balances as they were drafted; there is one set of them. */
  opening(): Promise<string> {
    return (this.#opening ??= this.#draftOpening());
  }
  /** Such a draft with a file. */
  async voucherWithPaper(): Promise<{ readonly voucherId: string; readonly attachmentId: string }> {
    const voucherId = await this.voucher();
    const file = { type: 'application/pdf' as const, bytes: paper };
    const { attachments } = await this.cashier.call(attachToVoucher, { voucherId, fileName: '发票.pdf', file });
    return { voucherId, attachmentId: attachments[0]!.id };
  }
  get cashier(): Client {
    return this.#desk.as('cashier', this.#cashier);
  }
  get accountant(): Client {
    return this.#desk.as('accountant');
  }

  async #closeFirstMonth(): Promise<string> {
    const periodId = await this.#openMonth();
    await this.accountant.call(beginClosing, { periodId });
    return (await this.#desk.as('finance_manager').call(closePeriod, { periodId })).id;
  }
  /** That of the sample requests; nobody closes it. */
  async #monthForVouchers(): Promise<string> {
    await this.closedPeriod();
    while (this.#months < 3) await this.#openMonth();
    return '2026-03';
  }
  async #draftOpening(): Promise<string> {
    const lines = [
      { accountCode: '1001', side: 'debit' as const, amountFen: 10_000 },
      { accountCode: '3001', side: 'credit' as const, amountFen: 10_000 },
    ];
    return (await this.accountant.call(draftOpening, { lines })).id;
  }
  async #openMonth(): Promise<string> {
    const month = `2026-${String((this.#months += 1)).padStart(2, '0')}`;
    const find = async () => (await this.accountant.call(listPeriods, {})).items.find((one) => one.month === month)?.id;
    try {
      return (await find()) ?? (await this.accountant.call(openPeriod, { month })).id;
    } catch (error) {
      // One that is over opens by itself.
      const id = await find();
      if (id === undefined) throw error;
      return id;
    }
  }
}
