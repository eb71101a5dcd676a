import { ticketBlocked, type Text, type TicketFlow, type TicketState } from '@bumen/contracts';
import { isUnfulfilled, type CustomerPromise } from './promises.ts';

/** What decides which steps of T-05 a ticket may take, beside its state. */
export interface Standing {
  readonly flow: TicketFlow;
  readonly state: TicketState;
  readonly verification: object | null;
  readonly department: { readonly answeredAt: string | null } | null;
  readonly promises: readonly CustomerPromise[];
  readonly callbackDone: boolean;
}

const promisesOpen = (count: number, zh: string, en: string): Text => ({
  zh: `还有 ${count} 项承诺未兑现,不能${zh}`,
  en: `${count} ${count === 1 ? 'promise is' : 'promises are'} not kept yet, so it can not be ${en}`,
});

/** What keeps a ticket from being resolved (T-05, T-06). */
export function keepsFromResolving(ticket: Standing): Text[] {
  const reasons: Text[] = [];
  const open = ticket.promises.filter(isUnfulfilled).length;
  if (open > 0) reasons.push(promisesOpen(open, '解决', 'resolved'));
  if (ticket.department && ticket.department.answeredAt === null)
    reasons.push({
      zh: '技术部门尚未答复,不能解决',
      en: 'the technical department has not answered, so it can not be resolved',
    });
  if (ticket.flow !== 'consult' && ticket.verification === null)
    reasons.push({ zh: '尚未核实,不能解决', en: 'it has not been verified, so it can not be resolved' });
  return reasons;
}

/** What keeps a ticket from being closed, in words; empty where nothing does, and once it is over (T-05, T-10). */
export function keepsFromClosing(ticket: Standing): Text[] {
  if (ticket.state === 'closed' || ticket.state === 'withdrawn') return [];
  const reasons: Text[] = [];
  const open = ticket.promises.filter(isUnfulfilled).length;
  if (open > 0) reasons.push(promisesOpen(open, '办结', 'closed'));
  if (ticket.state === 'with_department')
    reasons.push({
      zh: '技术部门尚未答复,不能办结',
      en: 'the technical department has not answered, so it can not be closed',
    });
  if (ticket.state !== 'resolved' && ticket.state !== 'confirmed')
    reasons.push({ zh: '问题尚未解决,不能办结', en: 'it is not resolved, so it can not be closed' });
  // A supervisor excused the callback: the customer could not be asked, which must not keep the ticket open for ever
  // (C-05).
  const excused = ticket.state === 'resolved' && ticket.callbackDone;
  if (ticket.state !== 'confirmed' && !excused)
    reasons.push({ zh: '客户尚未确认,不能办结', en: 'the customer has not confirmed it, so it can not be closed' });
  if (ticket.flow === 'dispute' && !ticket.callbackDone)
    reasons.push({
      zh: '投诉回访尚未完成,不能办结',
      en: 'the callback of a complaint is not done, so it can not be closed',
    });
  return reasons;
}

/**
 * What keeps a ticket from being reported to the technical department: only the technical flow goes there, after
 * verifying.
 */
export function keepsFromReporting(ticket: Standing): Text[] {
  if (ticket.flow !== 'technical')
    return [
      {
        zh: '只有技术故障类工单才能申报技术部门',
        en: 'only a technical fault is reported to the technical department',
      },
    ];
  return ticket.verification === null
    ? [{ zh: '尚未核实,不能申报技术部门', en: 'it has not been verified, so it can not be reported' }]
    : [];
}

/** Consultations have nothing to verify (flow 1 of T-05). */
export function keepsFromVerifying(ticket: Standing): Text[] {
  return ticket.flow === 'consult' ? [{ zh: '咨询类工单没有核实环节', en: 'a consultation has no verification' }] : [];
}

/** Throws ticketBlocked with all reasons at once, so that a person need not find them one by one. */
export function refuseBecause(step: string, reasons: readonly Text[]): void {
  if (reasons.length === 0) return;
  throw ticketBlocked({
    step,
    why: { zh: reasons.map((one) => one.zh).join(';'), en: reasons.map((one) => one.en).join('; ') },
  });
}
