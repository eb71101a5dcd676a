import {
  approvePayeeAccount,
  getPayment,
  registerPayeeAccount,
  requestPayment,
  sendPayment,
  settlePayment,
  signPayment,
  type InputOf,
  type ResponseOf,
} from '@bumen/contracts';
import type { Client } from '@bumen/testing';
import type { FinanceRig } from '../finance.rig.ts';

type View = ResponseOf<typeof getPayment>;
export type Asked = Partial<InputOf<typeof requestPayment>>;

let papers = 0;
/** A number that no other paper of the specs has. */
export const paperNumber = (series: string): string => `${series}${(papers += 1)}`;
/** Somebody who is paid nothing else, so that nothing counts together. */
export const aPayee = () => ({ kind: 'person' as const, payeeName: `收款人${(papers += 1)}` });
export const aFirm = () => ({
  ...{ kind: 'firm' as const, payeeName: `顺达${(papers += 1)}号商行`, party: `supplier:${papers}` },
});

/** People who ask for payments and sign them. */
export class PaymentRig {
  readonly finance: FinanceRig;
  readonly requester: Client;
  readonly projectManager: Client;

  constructor(finance: FinanceRig) {
    this.finance = finance;
    this.requester = finance.desk.as('agent', { name: '周敏' });
    this.projectManager = finance.desk.as('project_manager', { name: '冯项目' });
  }

  /** 100 yuan of expenses in cash unless said, which a finance manager signs alone; a transfer to a new account. */
  async request(given: Asked = {}, by: Client = this.requester): Promise<View> {
    const payee = given.payee ?? aPayee();
    if (given.way === 'transfer') await this.funded();
    const isTransfer = given.way === 'transfer' && given.payeeAccountId === undefined;
    return by.call(requestPayment, {
      ...{ kind: 'expense', way: 'cash', payee, amountFen: 10_000, summary: '办公用品' },
      documents: [{ kind: 'expense_claim', number: paperNumber('BX') }],
      ...(isTransfer && { payeeAccountId: await this.accountOf(payee) }),
      ...given,
    });
  }

  /** An account of theirs that is in force. */
  async accountOf(payee: InputOf<typeof registerPayeeAccount>['payee']): Promise<string> {
    const { accountant, manager } = this.finance;
    const account = { payee, bankName: '工商银行', accountNumber: paperNumber('6222020200') };
    const { id: payeeAccountId } = await accountant.call(registerPayeeAccount, account);
    return (await manager.call(approvePayeeAccount, { payeeAccountId })).id;
  }

  /** Signs what they see now. */
  async sign(paymentId: string, by: Client): Promise<View> {
    const { digest } = await by.call(getPayment, { paymentId });
    return by.call(signPayment, { paymentId, digest });
  }

  /** Asked for, and signed by all whom it takes. */
  async approved(given: Asked = {}, by: Client = this.requester): Promise<View> {
    let payment = await this.request(given, by);
    const { accountant, manager, director } = this.finance;
    const hands = { project_manager: this.projectManager, accountant, finance_manager: manager } as const;
    while (payment.state === 'requested') {
      const signed = payment.signatures.map(({ role }) => role);
      const role = payment.signers.find((one) => !signed.includes(one))!;
      payment = await this.sign(payment.id, role in hands ? hands[role as keyof typeof hands] : director);
    }
    return payment;
  }

  async sent(given: Asked = {}): Promise<View> {
    const { id: paymentId } = await this.approved({ way: 'transfer', ...given });
    return this.finance.cashier.call(sendPayment, { paymentId, bankAccount: '1002' });
  }

  /** A million yuan is on 1002, unless something is there already. */
  async funded(): Promise<void> {
    const { finance } = this;
    const held = `SELECT 1 AS one FROM guarded WHERE account = '1002' AND balance > 0`;
    if ((await finance.desk.sql('finance', held)).length > 0) return;
    await finance.month('2026-03');
    await finance.post([
      ['1002', 'debit', 100_000_000],
      ['3001', 'credit', 100_000_000],
    ]);
  }

  /** The bank's slip came back, of a day. */
  async paid(given: Asked = {}, day = '2026-03-02'): Promise<View> {
    const { id: paymentId, amountFen } = await this.sent(given);
    const slip = { number: paperNumber('HD'), day, amountFen };
    return this.finance.colleague.call(settlePayment, { paymentId, ...slip });
  }
}
