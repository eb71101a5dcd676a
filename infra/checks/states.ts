import {
  accountClosingSteps,
  accountSteps,
  approveProposal,
  approveReceiptVoid,
  awaitCustomer,
  beginClosing,
  callbackSteps,
  catalogue,
  cancelShift,
  cashDeskSteps,
  cashDaySteps,
  changeStaff,
  changeTeam,
  checkVoucher,
  completeCallback,
  confirmTicket,
  createTeam,
  decideCallback,
  discardVoucher,
  endAttempt,
  getCallback,
  listReceiptBooks,
  lockAccount,
  openingSteps,
  openTicket,
  periodSteps,
  planShift,
  postVoucher,
  proposalSteps,
  receiptSteps,
  receiptBookSteps,
  recordAnswers,
  refuseProposal,
  registerStaff,
  refuseAccountClosing,
  reopenAccount,
  reopenTicket,
  reportToDepartment,
  resolveTicket,
  returnReceiptBook,
  retireCashDesk,
  shiftSteps,
  signVoucher,
  staffLeaves,
  staffSteps,
  startAttempt,
  submitVoucher,
  ticketSteps,
  verifyTicket,
  voidReceipt,
  voidVoucher,
  voucherSteps,
  withdrawProposal,
  withdrawTicket,
  type Operation,
  type Transitions,
} from '@bumen/contracts';
import { idFieldOf, type ProofHouse } from './proof-house.ts';
import { budgetStates } from './states-budgets.ts';
import { cashStates } from './states-cash.ts';
import { chequeStates } from './states-cheques.ts';
import { paymentStates } from './states-payments.ts';
import { refundStates } from './states-refunds.ts';

/** Brings something new into a state, by the operations that people use; answers its id. */
type Reach = (house: ProofHouse) => Promise<string>;
type StatesOf<Table> = Table extends Transitions<infer State, string> ? State : never;

const tickets: Record<StatesOf<typeof ticketSteps>, Reach> = {
  queued: async ({ agent }) => {
    const contact = { customer: { name: '王小明' }, channel: 'chat', question: '充值未到账' } as const;
    return (await agent.call(openTicket, { ...contact, nature: 'consult', skills: ['nobody_has_it'] })).id;
  },
  assigned: (house) => house.ticket(),
  in_progress: (house) => house.ticketInWork(),
  awaiting_customer: async (house) => {
    const ticketId = await house.ticketInWork();
    return (await house.agent.call(awaitCustomer, { ticketId, question: '请提供订单号' })).id;
  },
  with_department: async (house) => {
    const ticketId = await house.ticketInWork('technical_fault');
    await house.agent.call(verifyTicket, { ticketId, findings: '属实' });
    return (
      await house.agent.call(reportToDepartment, { ticketId, departmentId: house.departmentId, detail: '回调丢失' })
    ).id;
  },
  resolved: (house) => house.resolvedTicket(),
  // Only a complaint stays confirmed, until its callback is done.
  confirmed: async (house) => {
    const ticketId = await house.ticketInWork('dispute');
    await house.agent.call(verifyTicket, { ticketId, findings: '属实' });
    await house.agent.call(resolveTicket, { ticketId, cause: '误扣', remedy: '退款', reply: '已退款' });
    return (await house.supervisor.call(confirmTicket, { ticketId, content: true, words: '好', channel: 'phone' })).id;
  },
  closed: async (house) => {
    const ticketId = await house.resolvedTicket();
    return (await house.agent.call(confirmTicket, { ticketId, content: true, words: '好', channel: 'phone' })).id;
  },
  withdrawn: async (house) => {
    const ticketId = await house.ticket();
    return (await house.supervisor.call(withdrawTicket, { ticketId, reason: '重复' })).id;
  },
};

/** Somebody has called once; what came of it decides the state. */
const tried = async (house: ProofHouse, outcome: 'reached' | 'busy' | 'refused'): Promise<string> => {
  const callbackId = await calling(house);
  const attemptId = (await house.specialist.call(getCallback, { callbackId })).attempts[0]!.id;
  return (await house.specialist.call(endAttempt, { callbackId, attemptId, outcome })).id;
};
const calling: Reach = async (house) => {
  const callbackId = (await house.callbacks(1))[0]!;
  return (await house.specialist.call(startAttempt, { callbackId })).id;
};
const reached: Reach = async (house) => {
  const callbackId = await tried(house, 'reached');
  const record = { callbackId, answers: { solved: true, score: 5 }, remarks: '好' };
  return (await house.specialist.call(recordAnswers, record)).id;
};
const awaitingDecision: Reach = (house) => tried(house, 'refused');
const callbacks: Record<StatesOf<typeof callbackSteps>, Reach> = {
  planned: (house) => tried(house, 'busy'),
  calling,
  reached,
  awaiting_decision: awaitingDecision,
  satisfied: async (house) => {
    const callbackId = await reached(house);
    return (await house.specialist.call(completeCallback, { callbackId, verdict: 'satisfied' })).id;
  },
  dissatisfied: async (house) => {
    const callbackId = await reached(house);
    const verdict = { callbackId, verdict: 'dissatisfied' as const, reasons: ['too_slow' as const], remedy: '道歉' };
    return (await house.specialist.call(completeCallback, verdict)).id;
  },
  excused: async (house) => {
    const callbackId = await awaitingDecision(house);
    return (await house.supervisor.call(decideCallback, { callbackId, decision: 'excuse', reason: '无法联系' })).id;
  },
  cancelled: async (house) => {
    const callbackId = await calling(house);
    const { ticketId, attempts } = await house.specialist.call(getCallback, { callbackId });
    await house.agent.call(reopenTicket, { ticketId: ticketId!, reason: '客户又来了' });
    await house.desk.settle();
    // Whoever is on the line is heard out; who is not reached is not called again.
    return (await house.specialist.call(endAttempt, { callbackId, attemptId: attempts[0]!.id, outcome: 'busy' })).id;
  },
};

const active: Reach = async (house) => house.account(await house.person());
const accounts: Record<StatesOf<typeof accountSteps>, Reach> = {
  active,
  locked: async (house) => {
    const accountId = await active(house);
    return (await house.officer.call(lockAccount, { accountId, reason: '停用' })).id;
  },
  closed: async (house) => {
    const staffId = await house.person();
    const accountId = await house.account(staffId);
    await house.officer.call(staffLeaves, { staffId, leftOn: '2026-03-02', reason: '离职' });
    return accountId;
  },
};

const shift: Reach = async (house) => {
  const staffId = await house.person();
  const times = { startsAt: '2026-03-03T00:00:00Z', endsAt: '2026-03-03T08:00:00Z' };
  return (await house.officer.call(planShift, { staffId, ...times })).id;
};
const shifts: Record<StatesOf<typeof shiftSteps>, Reach> = {
  planned: shift,
  cancelled: async (house) => {
    const shiftId = await shift(house);
    return (await house.officer.call(cancelShift, { shiftId, reason: '换班' })).id;
  },
};

const staff: Record<StatesOf<typeof staffSteps>, Reach> = {
  employed: (house) => house.person(),
  left: async (house) => {
    const staffId = await house.person();
    return (await house.officer.call(staffLeaves, { staffId, leftOn: '2026-03-02', reason: '离职' })).id;
  },
};

const decided = async (house: ProofHouse, how: typeof approveProposal | typeof refuseProposal): Promise<string> =>
  (await house.manager.call(how, { proposalId: await house.proposal(), reason: '已核实' })).id;
const proposals: Record<StatesOf<typeof proposalSteps>, Reach> = {
  open: (house) => house.proposal(),
  approved: (house) => decided(house, approveProposal),
  refused: (house) => decided(house, refuseProposal),
  withdrawn: async (house) => {
    const proposalId = await house.proposal();
    return (await house.officer.call(withdrawProposal, { proposalId, reason: '不用了' })).id;
  },
  expired: async (house) => {
    const proposalId = await house.proposal();
    // As if it had waited: the clock of the house stands still.
    await house.desk.sql('hr', 'UPDATE proposal SET next_deadline_at = asked_at WHERE id = $1', [proposalId]);
    await house.desk.sweep();
    return proposalId;
  },
};

const periods: Record<StatesOf<typeof periodSteps>, Reach> = {
  open: (house) => house.books.period(),
  closing: async (house) => {
    const periodId = await house.books.period();
    return (await house.books.accountant.call(beginClosing, { periodId })).id;
  },
  closed: (house) => house.books.closedPeriod(),
};

const accountClosings: Record<StatesOf<typeof accountClosingSteps>, Reach> = {
  asked: (house) => house.books.accountClosing(),
  closed: (house) => house.books.closedAccount(),
  refused: async (house) => {
    const accountClosingId = await house.books.accountClosing();
    return (await house.books.accountant.call(refuseAccountClosing, { accountClosingId, reason: '仍在使用' })).id;
  },
  reopened: async (house) => {
    const accountClosingId = await house.books.closedAccount();
    return (await house.books.accountant.call(reopenAccount, { accountClosingId, reason: '重新使用' })).id;
  },
};

const drafted: Reach = (house) => house.books.voucher();
const submitted: Reach = async (house) => {
  const voucherId = await drafted(house);
  return (await house.books.cashier.call(submitVoucher, { voucherId })).id;
};
const checked: Reach = async (house) => {
  const voucherId = await submitted(house);
  return (await house.desk.as('accountant').call(checkVoucher, { voucherId })).id;
};
const signed: Reach = async (house) => {
  const voucherId = await checked(house);
  return (await house.books.cashier.call(signVoucher, { voucherId })).id;
};
const vouchers: Record<StatesOf<typeof voucherSteps>, Reach> = {
  draft: drafted,
  submitted,
  checked,
  signed,
  posted: async (house) => {
    const voucherId = await signed(house);
    return (await house.desk.as('finance_manager').call(postVoucher, { voucherId })).id;
  },
  voided: async (house) => {
    const voucherId = await submitted(house);
    return (await house.books.cashier.call(voidVoucher, { voucherId, reason: '填错' })).id;
  },
  discarded: async (house) => {
    const voucherId = await drafted(house);
    return (await house.books.cashier.call(discardVoucher, { voucherId })).id;
  },
};

const openingIn = async (house: ProofHouse, state: string): Promise<string> => {
  const id = await house.books.opening();
  // There is one set of them, and the first month of the house is closed.
  await house.desk.sql('finance', 'UPDATE opening SET state = $2 WHERE id = $1', [id, state]);
  return id;
};
const openings: Record<StatesOf<typeof openingSteps>, Reach> = {
  draft: (house) => house.books.opening(),
  submitted: (house) => openingIn(house, 'submitted'),
  approved: (house) => openingIn(house, 'approved'),
  posted: (house) => openingIn(house, 'posted'),
};

const desks: Record<StatesOf<typeof cashDeskSteps>, Reach> = {
  active: (house) => house.cash.desk(),
  retired: async (house) => {
    const cashDeskId = await house.cash.desk();
    return (await house.desk.as('finance_manager').call(retireCashDesk, { cashDeskId, reason: '撤销' })).id;
  },
};
const cashDays: Record<StatesOf<typeof cashDaySteps>, Reach> = {
  open: (house) => house.cash.day(),
  counted: (house) => house.cash.countedDay(),
  closed: (house) => house.cash.closedDay(),
};
const aBook: Reach = async (house) => {
  const { items } = await house.cash.accountant.call(listReceiptBooks, { cashDeskId: [await house.cash.desk()] });
  return items[0]!.id;
};
const receiptBooks: Record<StatesOf<typeof receiptBookSteps>, Reach> = {
  in_use: aBook,
  returned: async (house) => {
    const receiptBookId = await aBook(house);
    return (await house.cash.accountant.call(returnReceiptBook, { receiptBookId, reason: '收回' })).id;
  },
};
const askedToBeVoid: Reach = async (house) => {
  const receiptId = await house.cash.receipt();
  return (await house.cash.cashier.call(voidReceipt, { receiptId, reason: '写错', copiesBack: true })).id;
};
const receipts: Record<StatesOf<typeof receiptSteps>, Reach> = {
  issued: (house) => house.cash.receipt(),
  void_asked: askedToBeVoid,
  voided: async (house) => {
    const receiptId = await askedToBeVoid(house);
    return (await house.cash.accountant.call(approveReceiptVoid, { receiptId })).id;
  },
};

/** By state table: how something comes into each of its states. */
export const reachOf = new Map<Transitions, Readonly<Record<string, Reach>>>([
  [ticketSteps, tickets],
  [callbackSteps, callbacks],
  [accountSteps, accounts],
  [shiftSteps, shifts],
  [staffSteps, staff],
  [proposalSteps, proposals],
  [periodSteps, periods],
  [voucherSteps, vouchers],
  [accountClosingSteps, accountClosings],
  [openingSteps, openings],
  [cashDeskSteps, desks],
  [cashDaySteps, cashDays],
  [receiptBookSteps, receiptBooks],
  [receiptSteps, receipts],
  ...cashStates,
  ...paymentStates,
  ...budgetStates,
  ...refundStates,
  ...chequeStates,
] as [Transitions, Readonly<Record<string, Reach>>][]);

/** An operation that takes a step, and the field of its request that holds the id of what takes it. */
export interface StepTaker {
  readonly operation: Operation;
  readonly field: string;
}
const taking = (operation: unknown, field: string): StepTaker => ({ operation: operation as Operation, field });

/** Steps of somebody that others take in passing, by the field that names them. */
const inPassing: Readonly<Record<string, readonly StepTaker[]>> = {
  'hr.staff.lead_team': [taking(createTeam, 'leadStaffId'), taking(changeTeam, 'leadStaffId')],
  'hr.staff.mentor': [taking(registerStaff, 'mentorId'), taking(changeStaff, 'mentorId')],
};
/** Steps that no operation is refused for: what asks for them goes without where they aren't possible. */
const neverRefused = new Set([
  // Who is gone has no account to change.
  'hr.account.change_password',
  'hr.account.accept_link',
]);

/** The operations that take a step; undefined where there is none and nobody has said why. */
export function takersOf(table: Transitions, verb: string): readonly StepTaker[] | undefined {
  const name = `${table.name}.${verb}`;
  const field = idFieldOf(table);
  const found = catalogue.operations
    .filter((one) => (one.takes?.table === table.name && one.takes.verb === verb) || one.name === name)
    .filter((one) => field in one.request.shape)
    .map((operation) => ({ operation, field }));
  if (found.length > 0) return found;
  return inPassing[name] ?? (table.steps[verb]?.automatic || neverRefused.has(name) ? [] : undefined);
}

/** Ids of what is inside of it, by the field that asks for one; an operation on it needs a real one. */
export const insideOf: Readonly<Record<string, (house: ProofHouse, id: string) => Promise<string>>> = {
  attemptId: async ({ specialist }, callbackId) => (await specialist.call(getCallback, { callbackId })).attempts[0]!.id,
};
