import { Entity, Index } from 'typeorm';
import {
  departmentAnswered,
  ticketAwaitsCustomer,
  ticketCallbackNoted,
  ticketClassified,
  ticketClosed,
  ticketConfirmed,
  ticketHeard,
  ticketOpened,
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
  type TicketNature,
  type TicketPriority,
} from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { Placement } from '../routing/placement.ts';
import { pauseClock, resumeClock, startClock } from './first-response.ts';
import { keepsFromClosing, keepsFromReporting, keepsFromResolving, keepsFromVerifying, refuseBecause } from './flow.ts';
import { released } from './promises.ts';
import type { Feedback } from './ticket-record.entity.ts';
import { WatchedTicket } from './watched-ticket.ts';

/** A contact as it becomes a ticket (T-01, T-02). */
export interface Contact {
  readonly id: string;
  readonly serial: number;
  readonly customerId: string;
  readonly channel: ContactChannel;
  readonly nature: TicketNature;
  readonly priority: TicketPriority;
  readonly question: string;
  readonly skills: readonly string[];
  readonly contactedAt: Date;
  /** When the clock of the first response starts: the contact itself, or the intake of contacts handed in later. */
  readonly clockFrom: Date;
}
/** Why a ticket is opened again, and what is written down about it. */
export interface Reopening {
  readonly why: DataOf<typeof ticketReopened>['why'];
  readonly remark: string | null;
  readonly callbackId: string | null;
}

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
export class Ticket extends WatchedTicket {
  static open(contact: Contact, placement: Placement, act: Act): Ticket {
    const ticket = new Ticket();
    const { contactedAt, clockFrom, skills, ...columns } = contact;
    const limit = act.rules.firstResponseOf(contact.channel, contact.priority);
    ticket.become(
      {
        ...columns,
        skills: [...skills],
        state: 'queued',
        teamId: null,
        assigneeId: null,
        assigneeName: null,
        openedAt: contactedAt,
        firstResponse: startClock(limit, clockFrom),
        escalation: 'none',
        promises: [],
        verification: null,
        department: null,
        resolution: null,
        feedback: null,
        round: 0,
        reopenings: 0,
        callbackDone: false,
        closedAt: null,
        routeAt: null,
      },
      act,
    );
    const { nature, priority, channel, flow } = ticket;
    ticket.say('from_customer', channel, contact.question, act);
    ticket.raise(ticketOpened, {
      ...ticket.about,
      nature,
      priority,
      channel,
      flow,
      openedAt: contactedAt.toISOString(),
    });
    ticket.place(placement, 'routed', act);
    return ticket;
  }

  /** The customer spoke again; while they were waited for, the work goes on and so does the clock (T-04). */
  hear(channel: ContactChannel, text: string, act: Act): void {
    this.refuseUnless(ticketSteps, 'hear', this.state);
    this.say('from_customer', channel, text, act);
    if (this.state === 'awaiting_customer')
      this.become({ state: 'in_progress', firstResponse: resumeClock(this.firstResponse, act.at) }, act);
    this.raise(ticketHeard, { ...this.about, channel, at: act.at.toISOString() });
  }

  // `may…` refuses as the step would; it is asked before room is made in somebody's hand.
  mayClassify(act: Act): void {
    this.refuseUnless(ticketSteps, 'classify', this.state);
    if (this.assigneeId !== null) this.refuseUnlessMine(act);
  }

  /**
   * Another nature or priority, and with it another limit (T-02, T-04). `placement` where it now belongs to somebody
   * else.
   */
  classify(nature: TicketNature, priority: TicketPriority, placement: Placement | null, act: Act): void {
    this.mayClassify(act);
    const { firstResponse } = this;
    // An answer that was given is judged by the limit that held then.
    const limit = firstResponse.respondedAt === null ? act.rules.firstResponseOf(this.channel, priority) : {};
    this.become({ nature, priority, firstResponse: { ...firstResponse, ...limit } }, act);
    this.raise(ticketClassified, { ...this.about, nature, priority, flow: this.flow });
    if (placement) this.place(placement, 'reassigned', act);
  }

  reply(text: string, channel: ContactChannel, act: Act): void {
    this.refuseUnless(ticketSteps, 'reply', this.state);
    this.refuseUnlessMine(act);
    this.say('to_customer', channel, text, act);
    if (this.state === 'assigned') this.become({ state: 'in_progress' }, act);
    if (!this.answer(act)) this.raise(ticketReplied, { ...this.about, by: act.by.id, at: act.at.toISOString() });
  }

  remark(text: string, act: Act): void {
    this.refuseUnless(ticketSteps, 'remark', this.state);
    this.say('remark', null, text, act);
    this.raise(ticketRemarked, { ...this.about, by: act.by.id, at: act.at.toISOString() });
  }

  /** Asks the customer something and waits; the clock stands still until they answer (T-04). */
  awaitCustomer(question: string, act: Act): void {
    this.refuseUnless(ticketSteps, 'await_customer', this.state);
    this.refuseUnlessMine(act);
    this.say('to_customer', this.channel, question, act);
    this.become(
      { state: 'awaiting_customer', firstResponse: pauseClock(this.firstResponse, act.at, this.hours(act)) },
      act,
    );
    this.raise(ticketAwaitsCustomer, { ...this.about, at: act.at.toISOString() });
  }

  verify(findings: string, act: Act): void {
    this.refuseUnless(ticketSteps, 'verify', this.state);
    this.refuseUnlessMine(act);
    refuseBecause('verify', keepsFromVerifying(this));
    const at = act.at.toISOString();
    this.become(
      {
        state: 'in_progress',
        verification: { findings, by: act.by.id, at },
        firstResponse: resumeClock(this.firstResponse, act.at),
      },
      act,
    );
    this.raise(ticketVerified, { ...this.about, by: act.by.id, at });
  }

  /** Flow 4 of T-05. */
  reportToDepartment(name: string, detail: string, act: Act): void {
    this.refuseUnless(ticketSteps, 'report_to_department', this.state);
    this.refuseUnlessMine(act);
    refuseBecause('report_to_department', keepsFromReporting(this));
    const at = act.at.toISOString();
    this.become(
      { state: 'with_department', department: { name, detail, reportedAt: at, answer: null, answeredAt: null } },
      act,
    );
    this.raise(ticketReportedToDepartment, { ...this.about, department: name, priority: this.priority, at });
  }

  recordDepartmentAnswer(answer: string, act: Act): void {
    this.refuseUnless(ticketSteps, 'record_department_answer', this.state);
    const report = this.department;
    if (!report) throw new Error(`ticket ${this.id} is with a department that nothing was reported to`);
    const at = act.at.toISOString();
    this.become({ state: 'in_progress', department: { ...report, answer, answeredAt: at } }, act);
    this.raise(departmentAnswered, { ...this.about, department: report.name, at });
  }

  /** Solved, written down and told to the customer; a callback follows (T-09, C-02). */
  resolve(
    summary: {
      readonly cause: string;
      readonly remedy: string;
      readonly reply: string;
      readonly callbackAgreedAt: string | null;
    },
    act: Act,
  ): void {
    this.refuseUnless(ticketSteps, 'resolve', this.state);
    this.refuseUnlessMine(act);
    refuseBecause('resolve', keepsFromResolving(this));
    const { cause, remedy, reply, callbackAgreedAt } = summary;
    const at = act.at.toISOString();
    this.say('to_customer', this.channel, reply, act);
    this.answer(act);
    const round = this.round + 1;
    this.become(
      {
        state: 'resolved',
        round,
        resolution: { cause, remedy, by: act.by.id, at, round },
        feedback: null,
        callbackDone: false,
      },
      act,
    );
    const { customerId, nature, flow, channel, teamId } = this;
    this.raise(ticketResolved, {
      ...this.about,
      customerId,
      nature,
      flow,
      channel,
      teamId,
      handlerId: this.inCharge,
      resolvedAt: at,
      round,
      callbackAgreedAt,
    });
  }

  mayConfirm(): void {
    this.refuseUnless(ticketSteps, 'confirm', this.state);
  }

  /** The customer is content; it closes at once where nothing blocks (T-08). */
  confirm(feedback: Pick<Feedback, 'words' | 'channel'>, act: Act): void {
    this.mayConfirm();
    this.#confirmed(
      { ...feedback, content: true, recordedBy: act.by.id, at: act.at.toISOString(), cause: null, improvement: null },
      'agent',
      act,
    );
    this.#closeUnlessBlocked(act);
  }

  /** The customer is not content: why and what will be improved is kept, and it comes back (T-08). */
  disappoint(
    feedback: Pick<Feedback, 'words' | 'channel' | 'cause' | 'improvement'>,
    placement: Placement,
    act: Act,
  ): void {
    this.mayConfirm();
    this.become({ feedback: { ...feedback, content: false, recordedBy: act.by.id, at: act.at.toISOString() } }, act);
    this.#reopened({ why: 'not_content', remark: null, callbackId: null }, placement, act);
  }

  close(act: Act): void {
    this.refuseUnless(ticketSteps, 'close', this.state);
    refuseBecause('close', keepsFromClosing(this));
    this.#closed(act);
  }

  mayReopen(): void {
    this.refuseUnless(ticketSteps, 'reopen', this.state);
  }

  reopen(reopening: Reopening, placement: Placement, act: Act): void {
    this.mayReopen();
    this.#reopened(reopening, placement, act);
  }

  withdraw(reason: string, act: Act): void {
    this.refuseUnless(ticketSteps, 'withdraw', this.state);
    this.say('remark', null, reason, act);
    this.become(
      {
        state: 'withdrawn',
        routeAt: null,
        promises: released(this.promises, act.at),
        firstResponse: pauseClock(this.firstResponse, act.at, this.hours(act)),
        closedAt: act.at,
      },
      act,
    );
    this.raise(ticketWithdrawn, { ...this.about, by: act.by.id, at: act.at.toISOString() });
  }

  /** Whether a callback about this round still concerns the ticket, or it has moved on meanwhile. */
  concernsCallback(round: number): boolean {
    return (
      round === this.round &&
      !this.callbackDone &&
      (this.state === 'resolved' || this.state === 'confirmed' || this.state === 'closed')
    );
  }

  /** Its callback is done: satisfied confirms it, and what waited only for that is closed (T-08, T-10). */
  noteCallback(callbackId: string, outcome: 'satisfied' | 'excused', specialistId: string | null, act: Act): void {
    this.become({ callbackDone: true }, act);
    this.raise(ticketCallbackNoted, { ...this.about, callbackId, outcome });
    if (outcome === 'satisfied' && this.state === 'resolved') {
      const words = '回访满意';
      this.#confirmed(
        {
          content: true,
          words,
          channel: 'phone',
          recordedBy: specialistId ?? act.by.id,
          at: act.at.toISOString(),
          cause: null,
          improvement: null,
        },
        'callback',
        act,
      );
    }
    if (this.state === 'confirmed') this.#closeUnlessBlocked(act);
  }

  #confirmed(feedback: Feedback, how: 'agent' | 'callback', act: Act): void {
    this.become({ state: 'confirmed', feedback }, act);
    this.raise(ticketConfirmed, { ...this.about, handlerId: this.inCharge, how, at: act.at.toISOString() });
  }

  #closeUnlessBlocked(act: Act): void {
    if (keepsFromClosing(this).length === 0) this.#closed(act);
  }

  #closed(act: Act): void {
    this.become({ state: 'closed', closedAt: act.at }, act);
    const { nature, teamId, reopenings } = this;
    this.raise(ticketClosed, {
      ...this.about,
      nature,
      teamId,
      handlerId: this.inCharge,
      closedAt: act.at.toISOString(),
      reopenings,
    });
  }

  /**
   * Comes back with a due time of its own, to whom it was or to whoever fits (T-08, C-07). The round stays until the
   * next resolution.
   */
  #reopened({ why, remark, callbackId }: Reopening, placement: Placement, act: Act): void {
    const limit = act.rules.firstResponseOf(this.channel, this.priority);
    if (remark !== null) this.say('remark', null, remark, act);
    // What was verified did not hold, so it is verified anew (T-05); what was found stays readable.
    if (this.verification) this.say('remark', null, `上一轮核实:${this.verification.findings}`, act);
    this.become(
      {
        state: 'queued',
        escalation: 'none',
        firstResponse: startClock(limit, act.at),
        reopenings: this.reopenings + 1,
        callbackDone: false,
        closedAt: null,
        verification: null,
        department: null,
      },
      act,
    );
    const { round } = this;
    this.raise(ticketReopened, {
      ...this.about,
      why,
      callbackId,
      assigneeId: placement.agent?.staffId ?? null,
      dueAt: this.dueKey.toISOString(),
      round,
      at: act.at.toISOString(),
    });
    this.place(placement, 'routed', act);
  }
}
