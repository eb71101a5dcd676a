import {
  approveDepositReturn,
  askDepositReturn,
  bankDeposit,
  cancelCashHandover,
  cashDepositSteps,
  cashDifferenceSteps,
  cashDrawSteps,
  cashHandoverSteps,
  cashPayoutSteps,
  confirmCashDraw,
  custodyItemSteps,
  refuseCashDraw,
  retireCustodyItem,
  revokeTakingsPermit,
  takeBackPayout,
  takingsPermitSteps,
  witnessCashHandover,
  type Transitions,
} from '@bumen/contracts';
import type { ProofHouse } from './proof-house.ts';

type Reach = (house: ProofHouse) => Promise<string>;
type StatesOf<Table> = Table extends Transitions<infer State, string> ? State : never;

const differences: Record<StatesOf<typeof cashDifferenceSteps>, Reach> = {
  open: (house) => house.cash.difference(),
  decided: (house) => house.cash.decidedDifference(),
};

const returnAsked: Reach = async (house) => {
  const cashDepositId = await house.cash.deposit();
  return (await house.cash.cashier.call(askDepositReturn, { cashDepositId, reason: '银行退回' })).id;
};
const deposits: Record<StatesOf<typeof cashDepositSteps>, Reach> = {
  left: (house) => house.cash.deposit(),
  return_asked: returnAsked,
  banked: async (house) => {
    const cashDepositId = await house.cash.deposit();
    const slip = { number: house.cash.bankNumber(), day: '2026-03-02', amountFen: 10_000 };
    return (await house.cash.accountant.call(bankDeposit, { cashDepositId, ...slip })).id;
  },
  returned: async (house) => {
    const cashDepositId = await returnAsked(house);
    return (await house.cash.accountant.call(approveDepositReturn, { cashDepositId })).id;
  },
};
const draws: Record<StatesOf<typeof cashDrawSteps>, Reach> = {
  drawn: (house) => house.cash.draw(),
  confirmed: async (house) => {
    const cashDrawId = await house.cash.draw();
    return (await house.cash.accountant.call(confirmCashDraw, { cashDrawId })).id;
  },
  refused: async (house) => {
    const cashDrawId = await house.cash.draw();
    return (await house.cash.accountant.call(refuseCashDraw, { cashDrawId, reason: '银行无此笔' })).id;
  },
};

const payouts: Record<StatesOf<typeof cashPayoutSteps>, Reach> = {
  paid: (house) => house.cash.payout(),
  returned: async (house) => {
    const cashPayoutId = await house.cash.payout();
    return (await house.cash.accountant.call(takeBackPayout, { cashPayoutId, reason: '未付出' })).id;
  },
};
const permits: Record<StatesOf<typeof takingsPermitSteps>, Reach> = {
  registered: (house) => house.cash.permit(),
  in_force: (house) => house.cash.permitInForce(),
  revoked: async (house) => {
    const takingsPermitId = await house.cash.permitInForce();
    return (await house.cash.accountant.call(revokeTakingsPermit, { takingsPermitId, reason: '银行收回' })).id;
  },
};

const heldItem: Reach = (house) => house.cash.custody.item();
const items: Record<StatesOf<typeof custodyItemSteps>, Reach> = {
  held: heldItem,
  offered: (house) => house.cash.custody.offeredItem(),
  retired: async (house) => {
    const custodyItemId = await heldItem(house);
    return (await house.cash.custody.manager.call(retireCustodyItem, { custodyItemId, reason: '换锁' })).id;
  },
};
const begunHandover: Reach = async (house) => house.cash.custody.handover(await house.cash.desk());
const receivedHandover: Reach = async (house) => house.cash.custody.receivedHandover(await house.cash.desk());
const handovers: Record<StatesOf<typeof cashHandoverSteps>, Reach> = {
  begun: begunHandover,
  received: receivedHandover,
  completed: async (house) => {
    const cashHandoverId = await receivedHandover(house);
    return (await house.cash.accountant.call(witnessCashHandover, { cashHandoverId })).id;
  },
  cancelled: async (house) => {
    const cashHandoverId = await begunHandover(house);
    return (await house.cash.cashier.call(cancelCashHandover, { cashHandoverId })).id;
  },
};

/** How what follows from a day at a cash desk comes into each of its states. */
export const cashStates = [
  [cashDepositSteps, deposits],
  [cashDrawSteps, draws],
  [cashPayoutSteps, payouts],
  [takingsPermitSteps, permits],
  [cashDifferenceSteps, differences],
  [custodyItemSteps, items],
  [cashHandoverSteps, handovers],
] as const;
