import {
  addLedgerAccount,
  closeCashDay,
  countCash,
  issueReceipt,
  openCashDay,
  payOutCash,
  registerCashDesk,
  registerReceiptBook,
  staffChanged,
  type CashPieces,
  type InputOf,
  type Role,
} from '@bumen/contracts';
import type { Client } from '@bumen/testing';
import type { FinanceRig } from '../finance.rig.ts';
import { PaymentRig, type Asked } from '../payment/payment.rig.ts';

/** Notes and coins that come to a sum, the largest first. */
export function piecesOf(fen: number): CashPieces {
  let left = fen;
  return [10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1].flatMap((denominationFen) => {
    const pieces = Math.floor(left / denominationFen);
    left -= pieces * denominationFen;
    return pieces === 0 ? [] : [{ denominationFen, pieces }];
  });
}

/** What is asked for, and out of what it is paid. */
export type PaidOut = Asked & Partial<Pick<InputOf<typeof payOutCash>, 'from' | 'takingsPermitId'>>;

const desksOf = new WeakMap<FinanceRig, number>();

/** A cash desk of the rig's cashier; each has accounts and a series of receipts of its own. */
export class CashRig {
  readonly finance: FinanceRig;
  readonly cashDeskId: string;
  readonly series: string;
  readonly payments: PaymentRig;

  private constructor(finance: FinanceRig, cashDeskId: string, series: string) {
    this.finance = finance;
    this.cashDeskId = cashDeskId;
    this.series = series;
    this.payments = new PaymentRig(finance);
  }

  /** With a receipt book of a hundred, and in its boxes what is said. */
  static async open(finance: FinanceRig, given: { takingsFen?: number; pettyFen?: number } = {}): Promise<CashRig> {
    const { cashier, accountant, manager } = finance;
    const count = (desksOf.get(finance) ?? 0) + 1;
    desksOf.set(finance, count);
    if (count === 1) await hire(finance, cashier);
    const [takingsAccount, pettyAccount] = await accountsFor(finance, 2 * count - 1);
    const { id: cashDeskId } = await manager.call(registerCashDesk, {
      ...{ deskName: `收银台${count}`, custodianId: cashier.caller.staffId, takingsAccount, pettyAccount },
      ...given,
    });
    const series = `S${count}`;
    await accountant.call(registerReceiptBook, { cashDeskId, series, firstNumber: 1, lastNumber: 100 });
    return new CashRig(finance, cashDeskId, series);
  }

  /** The receipt of its book with this number, as it is printed. */
  number(place: number): string {
    return `${this.series}-${String(place).padStart(8, '0')}`;
  }

  /** Begins the next day; answers its id. */
  async openDay(): Promise<string> {
    return (await this.finance.cashier.call(openCashDay, { cashDeskId: this.cashDeskId })).id;
  }
  issue(given: Partial<InputOf<typeof issueReceipt>> = {}, client: Client = this.finance.cashier) {
    return client.call(issueReceipt, {
      ...{ cashDeskId: this.cashDeskId, payer: '林先生', kind: 'deposit', counterfeitChecked: true },
      ...{ parts: [{ method: 'cash', amountFen: 100_000 }], ...given },
    });
  }
  /** An approved payment, out of petty cash unless said. */
  pay(paymentId: string, given: Omit<InputOf<typeof payOutCash>, 'cashDeskId' | 'paymentId'> = {}) {
    return this.finance.cashier.call(payOutCash, { cashDeskId: this.cashDeskId, paymentId, ...given });
  }
  /** Asked for, signed by all whom it takes, and paid. */
  async payOut({ from, takingsPermitId, ...asked }: PaidOut = {}) {
    const { id } = await this.payments.approved(asked);
    return this.pay(id, { from, takingsPermitId });
  }
  count(cashDayId: string, takingsFen: number, pettyFen: number) {
    return this.finance.cashier.call(countCash, {
      ...{ cashDayId, takings: piecesOf(takingsFen), petty: piecesOf(pettyFen) },
    });
  }
  /** Counts and closes a day that agrees. */
  async closeDay(cashDayId: string, takingsFen: number, pettyFen: number) {
    await this.count(cashDayId, takingsFen, pettyFen);
    return this.finance.cashier.call(closeCashDay, { cashDayId });
  }
}

/** Two accounts of cash that are new, from `1001` and this number on. */
export async function accountsFor({ accountant }: FinanceRig, first: number): Promise<[string, string]> {
  const codes = [first, first + 1].map((place) => `1001${String(place).padStart(2, '0')}`) as [string, string];
  for (const code of codes) await accountant.call(addLedgerAccount, { code, title: '现金', reason: '设立收银台' });
  return codes;
}

/** hr tells that they work here. */
export async function hire({ desk }: FinanceRig, client: Client, roles = client.caller.roles as Role[]): Promise<void> {
  const { staffId, name } = client.caller;
  const told = {
    staffId,
    number: 'A001',
    name,
    active: true,
    teamId: null,
    departmentId: null,
    profile: null,
    skills: [],
  };
  await desk.publish(staffChanged, { ...told, roles }, { subject: staffId, version: 1 });
  await desk.settle();
}
