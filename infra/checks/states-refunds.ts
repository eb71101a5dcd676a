import { randomUUID } from 'node:crypto';
import {
  askRefund,
  getPayment,
  getReceipt,
  issueReceipt,
  listPayments,
  openCashDay,
  refundSteps,
  sendPayment,
  settlePayment,
  signPayment,
  withdrawRefund,
  type Transitions,
} from '@bumen/contracts';
import type { ProofHouse } from './proof-house.ts';

type Reach = (house: ProofHouse) => Promise<string>;
type StatesOf<Table> = Table extends Transitions<infer State, string> ? State : never;

/** Of a ticket whose customer paid ten yuan by a wallet; finance has made a payment of it. */
const asked: Reach = async (house) => {
  const { cashier } = house.cash;
  const cashDeskId = await house.cash.desk();
  await cashier.call(openCashDay, { cashDeskId });
  const parts = [{ method: 'wechat' as const, amountFen: 1_000, reference: house.cash.bankNumber() }];
  const { id: receiptId } = await cashier.call(issueReceipt, { cashDeskId, payer: '林先生', kind: 'deposit', parts });
  const { number: receiptNumber } = await cashier.call(getReceipt, { receiptId });
  const ticketId = await house.ticketInWork();
  return ask(house, ticketId, receiptNumber);
};
async function ask(house: ProofHouse, ticketId: string, receiptNumber: string): Promise<string> {
  const what = { amountFen: 1_000, why: 'overcharged', situation: '重复收款' } as const;
  const { id } = await house.agent.call(askRefund, { ticketId, receiptNumber, ...what });
  await house.desk.settle();
  return id;
}
/** The money is on its way. */
const sent: Reach = async (house) => {
  const refundId = await asked(house);
  const paymentId = await paymentOf(house, refundId);
  const { digest } = await house.cash.accountant.call(getPayment, { paymentId });
  await house.cash.accountant.call(signPayment, { paymentId, digest });
  await house.cash.cashier.call(sendPayment, { paymentId });
  return refundId;
};
async function paymentOf(house: ProofHouse, refundId: string): Promise<string> {
  const { items } = await house.cash.accountant.call(listPayments, { kind: ['refund'], limit: 100 });
  return items.find(({ source }) => source?.refundId === refundId)!.id;
}
const withdraw = async (house: ProofHouse, refundId: string): Promise<string> =>
  (await house.agent.call(withdrawRefund, { refundId, reason: '客户改变主意' })).id;

const refunds: Record<StatesOf<typeof refundSteps>, Reach> = {
  asked,
  withdrawal_asked: async (house) => withdraw(house, await sent(house)),
  paid: async (house) => {
    const refundId = await sent(house);
    const slip = { number: house.cash.bankNumber(), day: '2026-03-02', amountFen: 1_000 };
    await house.desk
      .as('accountant', { staffId: randomUUID() })
      .call(settlePayment, { paymentId: await paymentOf(house, refundId), ...slip });
    await house.desk.settle();
    return refundId;
  },
  refused: async (house) => ask(house, await house.ticketInWork(), 'X-00000000'),
  withdrawn: async (house) => {
    const refundId = await withdraw(house, await asked(house));
    await house.desk.settle();
    return refundId;
  },
};

/** Two of a ticket, of which the later is answered; none of them is paid. */
export async function refundsOf(house: ProofHouse, ticketId: string): Promise<string> {
  await ask(house, ticketId, 'X-00000001');
  return ask(house, ticketId, 'X-00000002');
}

/** How a refund that a ticket asked for comes into each of its states, finance included. */
export const refundStates = [[refundSteps, refunds]] as const;
