import { Entity } from 'typeorm';
import {
  departmentAnswered,
  promiseKept,
  promiseMade,
  ticketAnswered,
  ticketAssigned,
  ticketAwaitsCustomer,
  ticketCallbackNoted,
  ticketClassified,
  ticketClosed,
  ticketEscalated,
  ticketConfirmed,
  ticketCustomerConfirmed,
  ticketHeard,
  ticketMoved,
  ticketOpened,
  ticketQueued,
  ticketRefundNoted,
  ticketRemarked,
  ticketReopened,
  ticketReplied,
  ticketReportedToDepartment,
  ticketResolved,
  ticketSteps,
  ticketVerified,
  ticketWithdrawn,
  type ContactChannel,
  type DataOf,
  type RefundState,
  type TicketNature,
  type TicketPriority,
} from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { Agent, Placement } from '../routing/placement.ts';
import { dueAt } from './clock.ts';
import { factsOf, factsWithHandler } from './facts.ts';
import { endFirstResponse, firstResponseTiming, type FirstAnswer } from './first-response.ts';
import type { TicketStep } from './flow.ts';
import { withBringer, withHandler } from './handlers.ts';
import type { SaidAtCallback, ToldOfRefund } from './notes.ts';
import { noteReopening, opened, reopened, type Contact, type Reopening } from './opening.ts';
import { startNextAnswer } from './other-clocks.ts';
import { placed, reclassified, stateWhere } from './placing.ts';
import { kept, promised, released } from './promises.ts';
import { contentWith, notContentWith, resolved, toldAtCallback } from './resolution.ts';
import type { CallbackDone, Feedback, Summary, ToldFeedback } from './resolution.ts';
import { TicketRecord, type TicketColumns } from './ticket-record.entity.ts';
import { consequences, type Due } from './watchdog.ts';
import { wordTo } from './word-to-customer.ts';

/** What the customer says, by which channel, and what they are told on the spot. */
interface Said {
  readonly channel: ContactChannel;
  readonly text: string;
  readonly answer: string | null;
}
type Led = Pick<DataOf<typeof ticketEscalated>, 'to' | 'toStaffId'>;
type How = DataOf<typeof ticketAssigned>['how'];
/** How long a ticket waits in the queue after an attempt to route it came too late. */
const routeAgainMs = 5_000;

/**
 * A customer's contact on its way from intake to its end, with its promises and its conversation as parts (T-01…T-08).
 */
@Entity('ticket')
export class Ticket extends TicketRecord {
  static open(contact: Contact, placement: Placement, act: Act): Ticket {
    const ticket = new Ticket();
    ticket.open(opened(contact, placement, act), act);
    ticket.newMessages.fromCustomer(ticket.channel, ticket.question, act);
    ticket.raise(ticketOpened, { ...factsOf(ticket, act), openedAt: ticket.openedAt.toISOString() });
    ticket.#tellPlaced(placement, contact.mine ? 'accepted' : 'routed', null, act);
    if (contact.answer !== null) ticket.#answer(contact.answer, ticket.channel, act);
    return ticket;
  }

  /** When the first response is due; null while its clock stands still or once answered. */
  firstResponseDueAt(act: Act): Date | null {
    return dueAt(this.firstResponse, firstResponseTiming(this, act.rules));
  }

  /**
   * The customer spoke again; while they were waited for, the work goes on and so does the clock (T-04). `answer` is
   * what they were told on the spot; `placement` is to whom it comes back where it was over.
   */
  hear(said: Said, placement: Placement | null, act: Act): void {
    const { channel, text, answer } = said;
    if (placement) this.#comeBack('hear', { why: 'customer_spoke' }, placement, act);
    else {
      const awaited = this.firstResponse.runningSince !== null || this.nextAnswer !== null;
      this.step('hear', act, awaited ? {} : { nextAnswer: startNextAnswer(channel, act.at) });
    }
    this.newMessages.fromCustomer(channel, text, act);
    this.raise(ticketHeard, { ...factsOf(this, act), channel });
    if (answer !== null) this.#answer(answer, channel, act);
  }

  /** Somebody takes it up, from the queue or from their own hand; a supervisor also from another's. */
  accept(agent: Agent, act: Act): void {
    this.#place('accept', { agent }, 'accepted', act, 'in_progress');
  }

  /** A supervisor puts somebody in charge (T-03). */
  assign(agent: Agent, act: Act): void {
    this.#place('assign', { agent }, 'assigned', act);
  }

  /**
   * Another nature or priority, and with it another limit (T-02, T-04). `placement` where it now belongs to somebody
   * else.
   */
  classify(nature: TicketNature, priority: TicketPriority, placement: Placement | null, act: Act): void {
    const { assigneeId, state } = this;
    this.refuseUnlessPossible('classify', act, { nature });
    const changes = reclassified(this, { nature, priority }, placement, act);
    this.step('classify', act, changes, placement ? stateWhere(placement, state) : state);
    this.raise(ticketClassified, factsOf(this, act));
    if (placement) this.#tellPlaced(placement, 'reassigned', assigneeId, act);
  }

  reply(text: string, channel: ContactChannel, act: Act): void {
    this.step('reply', act);
    this.#answer(text, channel, act);
  }

  remark(text: string, act: Act): void {
    this.step('remark', act);
    this.newMessages.remark(text, act);
    this.raise(ticketRemarked, factsOf(this, act));
  }

  /** Gives the customer an expected time, which is watched (T-06). */
  promise(id: string, what: string, dueAt: Date, act: Act): void {
    this.refuseUnlessPossible('promise', act, { promiseDueAt: dueAt });
    const first = this.#speak('promise', act, { promises: [...this.promises, promised(id, what, dueAt, act)] });
    if (first) this.#tellAnswered(first, act);
    this.raise(promiseMade, { ...factsOf(this, act), promiseId: id, dueAt: dueAt.toISOString() });
  }

  keepPromise(id: string, note: string, act: Act): void {
    this.refuseUnlessPossible('keep_promise', act, { promiseId: id });
    const { promises, inTime } = kept(this.promises, id, act.at);
    this.step('keep_promise', act, { promises });
    this.newMessages.remark(note, act);
    this.raise(promiseKept, { ...factsOf(this, act), promiseId: id, inTime });
  }

  /** Asks the customer something and waits for them (T-04). */
  awaitCustomer(question: string, act: Act): void {
    const first = this.#speak('await_customer', act);
    this.newMessages.toCustomer(this.channel, question, act);
    if (first) this.#tellAnswered(first, act);
    this.raise(ticketAwaitsCustomer, factsOf(this, act));
  }

  verify(findings: string, act: Act): void {
    const verification = { findings, by: act.by.id, at: act.at.toISOString() };
    this.step('verify', act, { verification });
    this.raise(ticketVerified, factsOf(this, act));
  }

  /** Flow 4 of T-05. */
  reportToDepartment(to: { readonly id: string; readonly name: string }, detail: string, act: Act): void {
    const department = {
      id: to.id,
      name: to.name,
      detail,
      reportedAt: act.at.toISOString(),
      answer: null,
      answeredAt: null,
    };
    this.step('report_to_department', act, { department });
    this.raise(ticketReportedToDepartment, { ...factsOf(this, act), departmentId: to.id });
  }

  recordDepartmentAnswer(answer: string, act: Act): void {
    this.refuseUnlessPossible('record_department_answer', act);
    const report = this.department;
    if (!report) throw new Error(`ticket ${this.id} is with a department that nothing was reported to`);
    const department = { ...report, answer, answeredAt: act.at.toISOString() };
    this.step('record_department_answer', act, { department });
    this.raise(departmentAnswered, { ...factsOf(this, act), departmentId: report.id });
  }

  /** Solved, written down and told to the customer; a callback follows (T-09, C-02). */
  resolve(summary: Summary, act: Act): void {
    const first = this.#speak('resolve', act, resolved(this.round, summary, act));
    this.newMessages.toCustomer(this.channel, summary.reply, act);
    if (first) this.#tellAnswered(first, act);
    const { callbackAgreedAt, told } = summary;
    const resolvedAt = act.at.toISOString();
    this.raise(ticketResolved, { ...factsWithHandler(this, act), resolvedAt, callbackAgreedAt, told });
  }

  /** The customer is content; it closes at once where nothing blocks (T-08). */
  confirm(told: ToldFeedback, act: Act): void {
    this.#confirmed(contentWith(told, this.handlerIds, act), act);
    this.#closeUnlessBlocked(act);
  }

  /** The customer is not content: why and what will be improved is kept, and it comes back (T-08). */
  disappoint(told: Parameters<typeof notContentWith>[0], placement: Placement, act: Act): void {
    const feedback = notContentWith(told, this.handlerIds, act);
    this.#comeBack('confirm', { why: 'not_content' }, placement, act, { feedback });
  }

  close(act: Act): void {
    this.step('close', act, { closedAt: act.at });
    this.raise(ticketClosed, { ...factsWithHandler(this, act), closedAt: act.at.toISOString() });
  }

  reopen(reopening: Reopening, placement: Placement, act: Act): void {
    this.#comeBack('reopen', reopening, placement, act);
  }

  /** What the customer said at a callback brings it back as their own word would, withdrawn as it is (C-07). */
  comeBackWithdrawn(reopening: Reopening, placement: Placement, act: Act): void {
    this.#comeBack('hear', reopening, placement, act);
  }

  withdraw(reason: string, act: Act): void {
    const firstResponse = endFirstResponse(this.firstResponse, this, act);
    const promises = released(this.promises, act.at);
    this.step('withdraw', act, { routeAt: null, promises, firstResponse, nextAnswer: null, closedAt: act.at });
    this.newMessages.remark(reason, act);
    this.raise(ticketWithdrawn, factsOf(this, act));
  }

  /** It belongs to another file: that of the second person, or that of which the first is a part now (T-15). */
  moveTo(customerId: string, why: 'split' | 'merged', act: Act): void {
    const previousCustomerId = this.customerId;
    if (customerId === previousCustomerId) return;
    this.become({ customerId, ...(why === 'split' ? { confirmedBy: null } : {}) }, act);
    this.raise(ticketMoved, { ...factsOf(this, act), previousCustomerId });
  }

  /** The file is theirs who made this contact, whatever they said (T-15). */
  confirmCustomer(act: Act): void {
    if (this.toldName === null || this.confirmedBy !== null) return;
    this.become({ confirmedBy: act.by.id }, act);
    this.raise(ticketCustomerConfirmed, factsOf(this, act));
  }

  /** Whether a callback about this round still concerns the ticket, or it has moved on meanwhile. */
  concernsCallback(round: number): boolean {
    return round === this.round && !this.callbackDone && ticketSteps.refusal('reopen', this.state) === undefined;
  }

  /** Whether the corrected record of this round's callback still concerns it, though the callback was noted before. */
  concernsCorrection(round: number): boolean {
    return round === this.round && ticketSteps.refusal('reopen', this.state) === undefined;
  }

  /** Its callback is done: satisfied confirms it, and what waited only for that is closed (T-08, T-10). */
  noteCallback(done: CallbackDone, act: Act): void {
    const { callbackId, outcome, reasons } = done;
    const unhappy = outcome === 'dissatisfied';
    if (unhappy) this.newMessages.note({ code: 'callback_dissatisfied', reasons }, null, act);
    // What people here were told stays as it was told; what the callback told is as its record stands.
    const toldHere = this.feedback !== null && this.feedback.how !== 'callback';
    const feedback = outcome === 'excused' || toldHere ? {} : { feedback: toldAtCallback(done, act) };
    this.become({ callbackDone: true, ...feedback }, act);
    this.raise(ticketCallbackNoted, { ...factsOf(this, act), callbackId, outcome });
    if (outcome === 'satisfied' && this.state === 'resolved') this.#confirmed(toldAtCallback(done, act), act);
    if (this.state === 'confirmed') this.#closeUnlessBlocked(act);
  }

  /**
   * What the customer said at a callback that no longer decides anything here, since the ticket came back meanwhile
   * (C-07).
   */
  hearOfCallback(callbackId: string, said: SaidAtCallback, act: Act): void {
    this.newMessages.note(said, null, act);
    const outcome = said.code === 'callback_satisfied' ? 'satisfied' : 'dissatisfied';
    this.raise(ticketCallbackNoted, { ...factsOf(this, act), callbackId, outcome });
  }

  /** Money is asked back; until finance has decided that, it is neither closed nor withdrawn (F-12). */
  askRefund(refundId: string, act: Act): void {
    this.step('ask_refund', act, { refundsUnderWay: this.refundsUnderWay + 1 });
    this.raise(ticketRefundNoted, { ...factsOf(this, act), refundId, state: 'asked' });
  }

  /** Finance has decided a refund: the customer is told, and what waited only for that is closed (F-12). */
  endRefund(refundId: string, state: RefundState, told: ToldOfRefund, act: Act): void {
    this.newMessages.tell(this.channel, told, act);
    this.become({ refundsUnderWay: this.refundsUnderWay - 1 }, act);
    this.raise(ticketRefundNoted, { ...factsOf(this, act), refundId, state });
    if (this.state === 'confirmed' && state !== 'refused') this.#closeUnlessBlocked(act);
  }

  /** What is due comes about by itself; `leader` is who is told of it where it goes upward (T-03, T-04, T-06). */
  meet(due: Due, leader: string | null, act: Act): void {
    this.takeOn(consequences(due, this, leader, act), act);
  }

  /** Works out anew what is due, where the company's settings have changed since. */
  reckon(act: Act): void {
    this.become({}, act);
  }

  /** Whoever has it is away and nobody can take it as it is: who leads is told, again while it is so (T-03). */
  tellHolderAway(leaders: readonly Led[], act: Act): void {
    const told = this.awayAnew ? 1 : (this.away?.told ?? 0) + 1;
    this.become({ away: { told, since: act.at.toISOString() }, ...(this.awayAnew && { heldSince: act.at }) }, act);
    Object.assign(this, { holderAway: false, awayAnew: false });
    for (const led of leaders) this.raise(ticketEscalated, { ...factsOf(this, act), ...led, why: 'holder_away' });
  }

  /** Whoever has it can't go on with it: another gets it as it is, or it waits in the queue (T-03). */
  handOn(placement: Placement, act: Act): void {
    this.holderAway = false;
    this.#place('place', placement, 'reassigned', act);
  }

  /** Whether somebody might take it out of the queue now. */
  mayBeRouted(act: Act): boolean {
    return this.routeAt !== null && this.routeAt <= act.at;
  }

  /** Out of the queue, or still in it where somebody else was faster to fill the hand (T-03). */
  route(placement: Placement, act: Act): void {
    this.#place('place', placement, 'routed', act);
    if (!placement.agent) this.waitInQueue(new Date(act.at.getTime() + routeAgainMs), act);
  }

  /** Stays in the queue; no attempt to route it before that moment. */
  waitInQueue(until: Date, act: Act): void {
    this.become({ routeAt: until }, act);
  }

  /** A step by which the customer hears from us. Returns the first answer where it is that (T-04). */
  #speak(step: TicketStep, act: Act, changes: Partial<TicketColumns> = {}): FirstAnswer | undefined {
    const { first, changes: heard } = wordTo(this, act);
    this.step(step, act, { ...changes, ...heard });
    return first;
  }

  /** What was said to the customer, beside the step that said it. */
  #answer(text: string, channel: ContactChannel, act: Act): void {
    const { first, next, changes } = wordTo(this, act);
    this.become({ ...changes, handlerIds: withHandler(this.handlerIds, act.by.id) }, act);
    this.newMessages.toCustomer(channel, text, act);
    if (first) this.#tellAnswered(first, act);
    else
      this.raise(ticketReplied, { ...factsOf(this, act), usedMs: next?.usedMs ?? null, inTime: next?.inTime ?? null });
    if (this.state === 'confirmed') this.#closeUnlessBlocked(act);
  }

  #place(step: TicketStep, placement: Placement, how: How, act: Act, state = stateWhere(placement, this.state)): void {
    const previous = this.assigneeId;
    this.step(step, act, placed(placement, this.teamId, act.at), state);
    this.#tellPlaced(placement, how, previous, act);
  }

  #confirmed(feedback: Feedback, act: Act): void {
    this.step('confirm', act, { feedback, nextAnswer: null }, 'confirmed');
    this.raise(ticketConfirmed, { ...factsWithHandler(this, act), how: feedback.how });
  }

  #closeUnlessBlocked(act: Act): void {
    if (!this.refusalOf('close', act)) this.close(act);
  }

  #comeBack(
    step: 'confirm' | 'hear' | 'reopen',
    reopening: Reopening,
    placement: Placement,
    act: Act,
    changes: Partial<TicketColumns> = {},
  ): void {
    const { assigneeId, verification } = this;
    const broughtBackBy = withBringer(this, act);
    const anew = { ...reopened(this, placement, act), broughtBackBy, ...changes };
    this.step(step, act, anew, stateWhere(placement, 'queued'));
    noteReopening(this, reopening, verification?.findings, act);
    const callbackId = 'callbackId' in reopening ? reopening.callbackId : null;
    const dueAt = this.dueKey.toISOString();
    this.raise(ticketReopened, { ...factsOf(this, act), why: reopening.why, callbackId, dueAt });
    this.#tellPlaced(placement, 'routed', assigneeId, act);
  }

  #tellPlaced(placement: Placement, how: How, previousAssigneeId: string | null, act: Act): void {
    const facts = factsOf(this, act);
    if (!placement.agent) return this.raise(ticketQueued, { ...facts, why: placement.why });
    this.raise(ticketAssigned, { ...facts, assigneeId: placement.agent.staffId, previousAssigneeId, how });
  }

  #tellAnswered({ limitS, usedMs, inTime }: FirstAnswer, act: Act): void {
    this.raise(ticketAnswered, { ...factsOf(this, act), limitS, usedMs, inTime });
  }
}
