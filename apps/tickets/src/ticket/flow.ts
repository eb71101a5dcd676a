import {
  flowOf,
  nobodysTicket,
  notYourTicket,
  ownComplaint,
  refundsMax,
  ticketBlocked,
  type Problem,
  type Text,
  type TicketFlow,
  type TicketNature,
  type TicketState,
  type ticketSteps,
} from '@bumen/contracts';
import { isByItself, leads, type Act } from '../acts.ts';
import { isUnfulfilled, keepsFromKeeping, keepsFromPromising, type CustomerPromise } from './promises.ts';

export type TicketStep = keyof typeof ticketSteps.steps;
/** What is asked of a step, where it can be refused. */
export interface Asked {
  readonly promiseId?: string;
  readonly promiseDueAt?: Date;
  readonly nature?: TicketNature;
}

/** What decides which steps of T-05 a ticket may take, beside what its state allows. */
export interface Standing {
  readonly flow: TicketFlow;
  readonly state: TicketState;
  readonly verification: object | null;
  readonly promises: readonly CustomerPromise[];
  readonly callbackDone: boolean;
  readonly nextAnswer: object | null;
  readonly refundsUnderWay: number;
  readonly assigneeId: string | null;
  readonly assigneeName: string | null;
  readonly handlerIds: readonly string[];
}

/**
 * Steps for whoever is in charge, or leads; others may take them only while nobody is. Not even then do they say what
 * a ticket is (T-02).
 */
const ownSteps: ReadonlySet<TicketStep> = new Set([
  'accept',
  'classify',
  'reply',
  'promise',
  'keep_promise',
  'await_customer',
  'verify',
  'report_to_department',
  'resolve',
  'reopen',
  'ask_refund',
]);
/** Steps by which somebody works on a ticket, so that they count among its handlers (C-11). */
const workSteps: ReadonlySet<TicketStep> = new Set([
  'accept',
  'reply',
  'promise',
  'keep_promise',
  'await_customer',
  'verify',
  'report_to_department',
  'resolve',
  'ask_refund',
]);
export const isWork = (step: TicketStep): boolean => workSteps.has(step);

/** What keeps them from a step that the state allows (T-05). */
export function keepsFrom(step: TicketStep, ticket: Standing, act: Act, asked: Asked = {}): Problem | undefined {
  const { assigneeId, assigneeName, promises } = ticket;
  const inCharge = assigneeId === null || assigneeId === act.by.id || leads(act) || isByItself(act);
  if (ownSteps.has(step) && !inCharge) return notYourTicket({ assignee: assigneeName ?? '—' });
  if (step === 'classify' && assigneeId === null && !leads(act) && !isByItself(act)) return nobodysTicket();
  const alone = endsAlone(step, ticket, act, asked);
  if (alone) return ownComplaint({ step, why: alone });
  if (step === 'promise') return keepsFromPromising(promises, asked.promiseDueAt, act);
  if (step === 'keep_promise') return keepsFromKeeping(promises, asked.promiseId);
  return blocked(step, ticket);
}

/**
 * Why they would end a complaint alone: who handled it neither says what the customer thinks of the result (T-08), nor
 * withdraws it, nor makes it something else than a complaint; that is for a supervisor who had no part in it (P-04).
 */
function endsAlone(step: TicketStep, { flow, handlerIds }: Standing, act: Act, { nature }: Asked): Text | undefined {
  if (flow !== 'dispute') return undefined;
  const handled = handlerIds.includes(act.by.id);
  switch (step) {
    case 'confirm':
      return handled ? notByHandler.confirm : undefined;
    case 'withdraw':
      return handled ? notByHandler.withdraw : undefined;
    case 'classify':
      return nature !== undefined && flowOf[nature] !== 'dispute' && (handled || !leads(act))
        ? notByHandler.classify
        : undefined;
    default:
      return undefined;
  }
}
const notByHandler = {
  confirm: {
    zh: '您处理过该投诉,请由未参与处理的同事记录客户反馈',
    en: 'you handled this complaint; a colleague who did not records what the customer says of it',
  },
  withdraw: {
    zh: '您处理过该投诉,请由未参与处理的主管撤销',
    en: 'you handled this complaint; a supervisor who did not may withdraw it',
  },
  classify: {
    zh: '投诉须由未参与处理的主管改为其他类型',
    en: 'only a supervisor who did not handle a complaint may make it something else',
  },
} satisfies Record<string, Text>;

/** Whether they may act on it as who is in charge does: it is theirs, or they lead. */
export const isInCharge = ({ assigneeId }: Pick<Standing, 'assigneeId'>, act: Act): boolean =>
  assigneeId === act.by.id || leads(act);

/** All reasons at once, so that a person need not find them one by one. */
function blocked(step: TicketStep, ticket: Standing): Problem | undefined {
  const reasons = reasonsAgainst[step]?.(ticket) ?? [];
  if (reasons.length === 0) return undefined;
  const why = { zh: reasons.map((one) => one.zh).join(';'), en: reasons.map((one) => one.en).join('; ') };
  return ticketBlocked({ step, why });
}

const reasonsAgainst: Readonly<Partial<Record<TicketStep, (ticket: Standing) => Text[]>>> = {
  // Consultations have nothing to verify (flow 1 of T-05).
  verify: ({ flow }) =>
    flow === 'consult' ? [{ zh: '咨询类工单没有核实环节', en: 'a consultation has no verification' }] : [],
  report_to_department: ({ flow, verification }) => {
    if (flow !== 'technical')
      return [
        {
          zh: '只有技术故障类工单才能申报技术部门',
          en: 'only a technical fault is reported to the technical department',
        },
      ];
    return verification === null
      ? [{ zh: '尚未核实,不能申报技术部门', en: 'it has not been verified, so it can not be reported' }]
      : [];
  },
  // T-05, T-06.
  resolve: ({ flow, promises, verification }) => {
    const reasons: Text[] = [];
    const open = promises.filter(isUnfulfilled).length;
    if (open > 0)
      reasons.push({
        zh: `还有 ${open} 项承诺未兑现,不能解决`,
        en: `${open} ${open === 1 ? 'promise is' : 'promises are'} not kept yet, so it can not be resolved`,
      });
    if (flow !== 'consult' && verification === null)
      reasons.push({ zh: '尚未核实,不能解决', en: 'it has not been verified, so it can not be resolved' });
    return reasons;
  },
  // T-05, T-10.
  close: ({ flow, state, callbackDone, nextAnswer, refundsUnderWay }) => {
    const reasons: Text[] = refundsUnderWay > 0 ? [refundUnderWay] : [];
    if (nextAnswer !== null)
      reasons.push({
        zh: '客户来信尚未答复,不能办结',
        en: 'what the customer said has not been answered, so it can not be closed',
      });
    // A supervisor excused the callback: the customer could not be asked, which must not keep the ticket open for ever
    // (C-05).
    if (state !== 'confirmed' && !callbackDone)
      reasons.push({ zh: '客户尚未确认,不能办结', en: 'the customer has not confirmed it, so it can not be closed' });
    if (flow === 'dispute' && !callbackDone)
      reasons.push({
        zh: '投诉回访尚未完成,不能办结',
        en: 'the callback of a complaint is not done, so it can not be closed',
      });
    return reasons;
  },
  // F-12: what finance decides of it is told to the ticket, and somebody has to be there for the customer.
  withdraw: ({ refundsUnderWay }) => (refundsUnderWay > 0 ? [refundUnderWay] : []),
  ask_refund: ({ refundsUnderWay }) =>
    refundsUnderWay >= refundsMax
      ? [
          {
            zh: `已有 ${refundsMax} 笔退款在办理,请先等待财务办理`,
            en: `${refundsMax} refunds are under way; wait until finance has dealt with some`,
          },
        ]
      : [],
};
const refundUnderWay: Text = {
  zh: '退款正在办理;请等待财务办理,或先撤回退款',
  en: 'a refund is under way; wait until finance has decided it, or withdraw it first',
};
