import { Column, Entity, Index } from 'typeorm';
import {
  departmentAnswered,
  flowOf,
  promiseKept,
  promiseMade,
  ticketAnswered,
  ticketAssigned,
  ticketAwaitsCustomer,
  ticketCallbackNoted,
  ticketClassified,
  ticketClosed,
  ticketConfirmed,
  ticketHeard,
  ticketOpened,
  ticketQueued,
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
  type getTicket,
  type Problem,
  type ResponseOf,
  type TicketFlow,
  type TicketNature,
  type TicketPriority,
  type TicketState,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { Agent, Placement } from '../routing/placement.ts';
import { factsOf, factsWithHandler } from './facts.ts';
import { dueAt, firstAnswer, hoursOf, pauseClock, resumeClock } from './first-response.ts';
import type { FirstAnswer, FirstResponse } from './first-response.ts';
import { keepsFrom, type Asked, type TicketStep } from './flow.ts';
import { NewMessages } from './messages.ts';
import { noteReopening, opened, reopened, type Contact, type Reopening } from './opening.ts';
import { isInHand, placed, reclassified, stateWhere } from './placing.ts';
import { kept, promised, released, type CustomerPromise } from './promises.ts';
import { contentAtCallback, contentWith, notContentWith, resolved } from './resolution.ts';
import type { Feedback, Summary, ToldFeedback } from './resolution.ts';
import { consequences, dueTimes, earliest, nothingDue, type Due, type EscalationLevel } from './watchdog.ts';

type View = ResponseOf<typeof getTicket>;
type How = DataOf<typeof ticketAssigned>['how'];
/** All that a ticket is made of; the rest follows from it. */
export interface TicketColumns extends ColumnsOf<
  Ticket,
  'number' | 'flow' | 'dueAt' | 'nextDeadlineAt' | 'inHandOf' | 'dueKey' | 'watchAt' | 'newMessages'
> {}

/** How long a ticket waits in the queue after an attempt to route it came too late. */
const routeAgainMs = 5_000;
const openStates = `state NOT IN ('closed', 'withdrawn')`;

/**
 * A customer's contact on its way from intake to its end, with its promises and its conversation as parts (T-01…T-08).
 */
@Entity('ticket')
@Index('ticket_serial_once', ['serial'], { unique: true })
@Index('ticket_by_state', ['state', 'serial'])
@Index('ticket_by_nature', ['nature', 'serial'])
@Index('ticket_by_assignee', ['assigneeId', 'serial'])
@Index('ticket_by_team', ['teamId', 'serial'])
@Index('ticket_by_customer', ['customerId', 'serial'])
@Index('ticket_open', ['serial'], { where: openStates })
@Index('ticket_open_by_due', ['dueKey', 'serial'], { where: openStates })
@Index('ticket_open_by_assignee', ['assigneeId', 'dueKey', 'serial'], { where: openStates })
@Index('ticket_open_by_team', ['teamId', 'dueKey', 'serial'], { where: openStates })
@Index('ticket_queue', ['nature', 'dueKey'], { where: `state = 'queued'` })
@Index('ticket_watched', ['watchAt'], { where: 'watch_at IS NOT NULL' })
export class Ticket extends StatefulAggregate<TicketState, TicketStep, Act, TicketColumns, Asked> {
  /** From a sequence; the newest ticket has the highest. */
  @Column('int')
  readonly serial!: number;
  @Column('uuid')
  readonly customerId!: string;
  @Column('text')
  readonly nature!: TicketNature;
  @Column('text')
  readonly priority!: TicketPriority;
  @Column('text')
  readonly channel!: ContactChannel;
  @Column('text')
  readonly state!: TicketState;
  @Column('text')
  readonly question!: string;
  /** Skills that it needs (T-03). */
  @Column('text', { array: true })
  readonly skills!: string[];
  @Column('uuid', { nullable: true })
  readonly teamId!: string | null;
  /** Who is in charge, also after the resolution; null in the queue. */
  @Column('uuid', { nullable: true })
  readonly assigneeId!: string | null;
  /** The name when the ticket was given. */
  @Column('text', { nullable: true })
  readonly assigneeName!: string | null;
  /** When the contact took place. */
  @Column('timestamptz')
  readonly openedAt!: Date;
  @Column('jsonb')
  readonly firstResponse!: FirstResponse;
  @Column('text')
  readonly escalation!: EscalationLevel;
  @Column('jsonb')
  readonly promises!: readonly CustomerPromise[];
  @Column('jsonb', { nullable: true })
  readonly verification!: View['verification'];
  @Column('jsonb', { nullable: true })
  readonly department!: View['department'];
  @Column('jsonb', { nullable: true })
  readonly resolution!: View['resolution'];
  @Column('jsonb', { nullable: true })
  readonly feedback!: Feedback | null;
  /** How often it was resolved. */
  @Column('int')
  readonly round!: number;
  @Column('int')
  readonly reopenings!: number;
  /** The callback of this round is done (T-10). */
  @Column('boolean')
  readonly callbackDone!: boolean;
  @Column('timestamptz', { nullable: true })
  readonly closedAt!: Date | null;
  /** The nearest of first response and promises; `nothingDue` where there is none. */
  @Column('timestamptz')
  readonly dueKey!: Date;
  /** When the watchdog or a promise must be looked at. */
  @Column('timestamptz', { nullable: true })
  readonly watchAt!: Date | null;
  /** From when it may be tried to route it out of the queue; null elsewhere. */
  @Column('timestamptz', { nullable: true })
  readonly routeAt!: Date | null;

  readonly newMessages = new NewMessages();

  static open(contact: Contact, placement: Placement, act: Act): Ticket {
    const ticket = new Ticket();
    ticket.open(opened(contact, placement, act), act);
    ticket.newMessages.fromCustomer(ticket.channel, ticket.question, act);
    ticket.raise(ticketOpened, { ...factsOf(ticket, act), openedAt: ticket.openedAt.toISOString() });
    ticket.#tellPlaced(placement, 'routed', null, act);
    return ticket;
  }

  get number(): string {
    return `T${String(this.serial).padStart(6, '0')}`;
  }
  get flow(): TicketFlow {
    return flowOf[this.nature];
  }
  get dueAt(): Date | null {
    return this.dueKey.getTime() === nothingDue.getTime() ? null : this.dueKey;
  }
  get nextDeadlineAt(): Date | null {
    return earliest([this.watchAt, this.routeAt]);
  }
  /** In whose hand it is and counts there; null in the queue and once resolved or withdrawn. */
  get inHandOf(): string | null {
    return isInHand(this.state) ? this.assigneeId : null;
  }

  /** When the first response is due; null while its clock stands still or once answered. */
  firstResponseDueAt(act: Act): Date | null {
    return dueAt(this.firstResponse, hoursOf(this.firstResponse, act));
  }

  /** The customer spoke again; while they were waited for, the work goes on and so does the clock (T-04). */
  hear(channel: ContactChannel, text: string, act: Act): void {
    this.step('hear', act, { firstResponse: resumeClock(this.firstResponse, act.at) });
    this.newMessages.fromCustomer(channel, text, act);
    this.raise(ticketHeard, { ...factsOf(this, act), channel });
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
    const changes = reclassified(this, { nature, priority }, placement, act);
    this.step('classify', act, changes, placement ? stateWhere(placement, state) : state);
    this.raise(ticketClassified, factsOf(this, act));
    if (placement) this.#tellPlaced(placement, 'reassigned', assigneeId, act);
  }

  reply(text: string, channel: ContactChannel, act: Act): void {
    const first = firstAnswer(this.firstResponse, act);
    this.step('reply', act, first && { firstResponse: first.clock });
    this.newMessages.toCustomer(channel, text, act);
    if (first) this.#tellAnswered(first, act);
    else this.raise(ticketReplied, factsOf(this, act));
  }

  remark(text: string, act: Act): void {
    this.step('remark', act);
    this.newMessages.remark(text, act);
    this.raise(ticketRemarked, factsOf(this, act));
  }

  /** Gives the customer an expected time, which is watched (T-06). */
  promise(id: string, what: string, dueAt: Date, act: Act): void {
    this.refuseUnlessPossible('promise', act, { promiseDueAt: dueAt });
    this.step('promise', act, { promises: [...this.promises, promised(id, what, dueAt, act)] });
    this.raise(promiseMade, { ...factsOf(this, act), promiseId: id, dueAt: dueAt.toISOString() });
  }

  keepPromise(id: string, note: string, act: Act): void {
    this.refuseUnlessPossible('keep_promise', act, { promiseId: id });
    const { promises, inTime } = kept(this.promises, id, act.at);
    this.step('keep_promise', act, { promises });
    this.newMessages.remark(note, act);
    this.raise(promiseKept, { ...factsOf(this, act), promiseId: id, inTime });
  }

  /** Asks the customer something and waits; the clock stands still until they answer (T-04). */
  awaitCustomer(question: string, act: Act): void {
    this.step('await_customer', act, {
      firstResponse: pauseClock(this.firstResponse, act.at, hoursOf(this.firstResponse, act)),
    });
    this.newMessages.toCustomer(this.channel, question, act);
    this.raise(ticketAwaitsCustomer, factsOf(this, act));
  }

  verify(findings: string, act: Act): void {
    const verification = { findings, by: act.by.id, at: act.at.toISOString() };
    this.step('verify', act, { verification, firstResponse: resumeClock(this.firstResponse, act.at) });
    this.raise(ticketVerified, factsOf(this, act));
  }

  /** Flow 4 of T-05. */
  reportToDepartment(name: string, detail: string, act: Act): void {
    const department = { name, detail, reportedAt: act.at.toISOString(), answer: null, answeredAt: null };
    this.step('report_to_department', act, { department });
    this.raise(ticketReportedToDepartment, { ...factsOf(this, act), department: name });
  }

  recordDepartmentAnswer(answer: string, act: Act): void {
    this.refuseUnlessPossible('record_department_answer', act);
    const report = this.department;
    if (!report) throw new Error(`ticket ${this.id} is with a department that nothing was reported to`);
    const department = { ...report, answer, answeredAt: act.at.toISOString() };
    this.step('record_department_answer', act, { department });
    this.raise(departmentAnswered, { ...factsOf(this, act), department: report.name });
  }

  /** Solved, written down and told to the customer; a callback follows (T-09, C-02). */
  resolve(summary: Summary, act: Act): void {
    const first = firstAnswer(this.firstResponse, act);
    this.step('resolve', act, resolved(this.round, summary, first, act));
    this.newMessages.toCustomer(this.channel, summary.reply, act);
    if (first) this.#tellAnswered(first, act);
    const { callbackAgreedAt } = summary;
    this.raise(ticketResolved, { ...factsWithHandler(this, act), resolvedAt: act.at.toISOString(), callbackAgreedAt });
  }

  /** The customer is content; it closes at once where nothing blocks (T-08). */
  confirm(told: ToldFeedback, act: Act): void {
    this.#confirmed(contentWith(told, act), act);
    this.#closeUnlessBlocked(act);
  }

  /** The customer is not content: why and what will be improved is kept, and it comes back (T-08). */
  disappoint(told: Parameters<typeof notContentWith>[0], placement: Placement, act: Act): void {
    this.#comeBack('confirm', { why: 'not_content' }, placement, act, { feedback: notContentWith(told, act) });
  }

  close(act: Act): void {
    this.step('close', act, { closedAt: act.at });
    this.raise(ticketClosed, { ...factsWithHandler(this, act), closedAt: act.at.toISOString() });
  }

  reopen(reopening: Reopening, placement: Placement, act: Act): void {
    this.#comeBack('reopen', reopening, placement, act);
  }

  withdraw(reason: string, act: Act): void {
    const firstResponse = pauseClock(this.firstResponse, act.at, hoursOf(this.firstResponse, act));
    const promises = released(this.promises, act.at);
    this.step('withdraw', act, { routeAt: null, promises, firstResponse, closedAt: act.at });
    this.newMessages.remark(reason, act);
    this.raise(ticketWithdrawn, factsOf(this, act));
  }

  /** Whether a callback about this round still concerns the ticket, or it has moved on meanwhile. */
  concernsCallback(round: number): boolean {
    return round === this.round && !this.callbackDone && ticketSteps.refusal('reopen', this.state) === undefined;
  }

  /** Its callback is done: satisfied confirms it, and what waited only for that is closed (T-08, T-10). */
  noteCallback(callbackId: string, outcome: 'satisfied' | 'excused', specialistId: string | null, act: Act): void {
    this.become({ callbackDone: true }, act);
    this.raise(ticketCallbackNoted, { ...factsOf(this, act), callbackId, outcome });
    if (outcome === 'satisfied' && this.state === 'resolved')
      this.#confirmed(contentAtCallback(specialistId, act), act);
    if (this.state === 'confirmed') this.#closeUnlessBlocked(act);
  }

  /** What is due comes about by itself; `leader` is who is told of it where it goes upward (T-03, T-04, T-06). */
  meet(due: Due, leader: string | null, act: Act): void {
    this.takeOn(consequences(due, this, leader, act), act);
  }

  /** Whoever has it can't go on with it: another gets it as it is, or it waits in the queue (T-03). */
  handOn(placement: Placement, act: Act): void {
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

  protected get table() {
    return ticketSteps;
  }

  protected override keepsFrom(step: TicketStep, act: Act, asked?: Asked): Problem | undefined {
    return keepsFrom(step, this, act, asked);
  }

  protected become(changes: Partial<TicketColumns>, { rules }: Act): void {
    Object.assign(this, changes);
    Object.assign(this, dueTimes(this, rules));
  }

  #place(step: TicketStep, placement: Placement, how: How, act: Act, state = stateWhere(placement, this.state)): void {
    const previous = this.assigneeId;
    this.step(step, act, placed(placement, this, act.at), state);
    this.#tellPlaced(placement, how, previous, act);
  }

  #confirmed(feedback: Feedback, act: Act): void {
    this.step('confirm', act, { feedback }, 'confirmed');
    this.raise(ticketConfirmed, { ...factsWithHandler(this, act), how: feedback.how });
  }

  #closeUnlessBlocked(act: Act): void {
    if (!this.refusalOf('close', act)) this.close(act);
  }

  #comeBack(
    step: 'confirm' | 'reopen',
    reopening: Reopening,
    placement: Placement,
    act: Act,
    changes: Partial<TicketColumns> = {},
  ): void {
    const { assigneeId, verification } = this;
    this.step(step, act, { ...reopened(this, placement, act), ...changes }, stateWhere(placement, 'queued'));
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

  #tellAnswered({ usedMs, inTime }: FirstAnswer, act: Act): void {
    const { limitS } = this.firstResponse;
    this.raise(ticketAnswered, { ...factsWithHandler(this, act), limitS, usedMs, inTime });
  }
}
