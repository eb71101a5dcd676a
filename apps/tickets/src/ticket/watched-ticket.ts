import {
  firstResponseBreached,
  firstResponseWarned,
  promiseKept,
  promiseMade,
  promiseMissed,
  promiseNearlyDue,
  promiseUnfit,
  ticketAnswered,
  ticketAssigned,
  ticketEscalated,
  ticketQueued,
  ticketSteps,
  type DataOf,
} from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { Agent, Placement } from '../routing/placement.ts';
import { answerClock, resumeClock, usedMs } from './first-response.ts';
import type { Hours } from './hours.ts';
import { replaced, unfulfilled, type CustomerPromise } from './promises.ts';
import { TicketRecord } from './ticket-record.entity.ts';

/** How long a ticket waits in the queue after an attempt to route it came too late. */
const routeAgainMs = 5_000;

/**
 * A ticket in somebody's hand or in the queue, watched so that neither an answer nor a promise is forgotten (T-03,
 * T-04, T-06).
 */
export abstract class WatchedTicket extends TicketRecord {
  // `may…` refuses as the step would; it is asked before room is made in somebody's hand.
  mayAccept(act: Act): void {
    this.refuseUnless(ticketSteps, 'accept', this.state);
    if (this.assigneeId !== null) this.refuseUnlessMine(act);
  }
  mayAssign(): void {
    this.refuseUnless(ticketSteps, 'assign', this.state);
  }

  /** Somebody takes it up, from the queue or from their own hand; a supervisor also from another's. */
  accept(agent: Agent, act: Act): void {
    this.mayAccept(act);
    this.give(agent, 'accepted', act);
    this.become({ state: 'in_progress' }, act);
  }

  /** A supervisor puts somebody in charge (T-03). */
  assign(agent: Agent, act: Act): void {
    this.mayAssign();
    this.give(agent, 'assigned', act);
  }

  /** Gives the customer an expected time, which is watched (T-06). Throws promiseUnfit. */
  promise(id: string, what: string, dueAt: Date, act: Act): void {
    this.refuseUnless(ticketSteps, 'promise', this.state);
    this.refuseUnlessMine(act);
    const { maxDays } = act.rules.promises;
    if (dueAt <= act.at || dueAt.getTime() > act.at.getTime() + maxDays * 86_400_000) throw promiseUnfit({ maxDays });
    const made: CustomerPromise = {
      id,
      what,
      dueAt: dueAt.toISOString(),
      madeBy: act.by.id,
      madeAt: act.at.toISOString(),
      state: 'open',
      settledAt: null,
      // A promise for soon is never warned of: it was made within the warning's time.
      warned: dueAt.getTime() - act.rules.promises.warnBeforeS * 1_000 <= act.at.getTime(),
    };
    this.become({ promises: [...this.promises, made] }, act);
    this.raise(promiseMade, { ...this.about, promiseId: id, dueAt: made.dueAt });
  }

  /** Throws promiseNotFound and ticketBlocked. */
  keepPromise(id: string, note: string, act: Act): void {
    this.refuseUnless(ticketSteps, 'keep_promise', this.state);
    this.refuseUnlessMine(act);
    const promise = unfulfilled(this.promises, id);
    const inTime = promise.state === 'open' && act.at <= new Date(promise.dueAt);
    this.become(
      {
        promises: replaced(this.promises, {
          ...promise,
          state: inTime ? 'kept' : 'kept_late',
          settledAt: act.at.toISOString(),
        }),
      },
      act,
    );
    this.say('remark', null, note, act);
    this.raise(promiseKept, { ...this.about, promiseId: id, inTime });
  }

  warn(act: Act): void {
    const dueAt = this.firstResponseDueAt(act.rules);
    if (!dueAt) throw new Error(`the clock of ticket ${this.id} stands still, so nothing is nearly due`);
    this.become({ escalation: 'warned' }, act);
    this.raise(firstResponseWarned, { ...this.about, assigneeId: this.assigneeId, dueAt: dueAt.toISOString() });
  }

  breach(act: Act): void {
    const dueAt = this.firstResponseDueAt(act.rules) ?? act.at;
    this.become(
      { escalation: 'breached', firstResponse: { ...this.firstResponse, breachedAt: act.at.toISOString() } },
      act,
    );
    const { nature, channel, priority, assigneeId, teamId, firstResponse, reopenings } = this;
    this.raise(firstResponseBreached, {
      ...this.about,
      nature,
      channel,
      priority,
      assigneeId,
      teamId,
      limitS: firstResponse.limitS,
      dueAt: dueAt.toISOString(),
      reopenings,
    });
  }

  /** Nobody answered in time: another agent gets it (T-03). */
  reassign(agent: Agent, act: Act): void {
    this.become({ escalation: 'reassigned' }, act);
    this.give(agent, 'reassigned', act);
  }

  /** Whoever has it can't go on with it: another gets it as it is, or it waits in the queue (T-03). */
  handOn(placement: Placement, act: Act): void {
    this.place(placement, 'reassigned', act);
  }

  escalate(to: 'supervisor' | 'manager', toStaffId: string | null, act: Act): void {
    this.become({ escalation: to }, act);
    this.#escalated(to, toStaffId, 'first_response', act);
  }

  /** Whether somebody might take it out of the queue now. */
  mayBeRouted(act: Act): boolean {
    return this.routeAt !== null && this.routeAt <= act.at;
  }

  /** Out of the queue, or still in it where somebody else was faster to fill the hand (T-03). */
  route(placement: Placement, act: Act): void {
    this.place(placement, 'routed', act);
    if (!placement.agent) this.waitInQueue(new Date(act.at.getTime() + routeAgainMs), act);
  }

  /** Stays in the queue; no attempt to route it before that moment. */
  waitInQueue(until: Date, act: Act): void {
    this.become({ routeAt: until }, act);
  }

  promiseNearlyDue(promise: CustomerPromise, act: Act): void {
    this.become({ promises: replaced(this.promises, { ...promise, warned: true }) }, act);
    this.raise(promiseNearlyDue, {
      ...this.about,
      promiseId: promise.id,
      dueAt: promise.dueAt,
      assigneeId: this.assigneeId,
    });
  }

  /** A missed promise is told to the supervisor at once (T-06). */
  promiseMissed(promise: CustomerPromise, supervisorId: string | null, act: Act): void {
    this.become({ promises: replaced(this.promises, { ...promise, state: 'missed' }) }, act);
    this.raise(promiseMissed, {
      ...this.about,
      promiseId: promise.id,
      dueAt: promise.dueAt,
      assigneeId: this.assigneeId,
    });
    this.#escalated('supervisor', supervisorId, 'promise_missed', act);
  }

  protected get about() {
    return { ticketId: this.id, number: this.number };
  }
  protected get inCharge(): string {
    if (this.assigneeId === null) throw new Error(`nobody is in charge of ticket ${this.id}`);
    return this.assigneeId;
  }
  protected hours(act: Act): Hours {
    return act.rules.hours(this.firstResponse.allHours);
  }

  protected place(placement: Placement, how: 'routed' | 'reassigned', act: Act): void {
    if (placement.agent) return this.give(placement.agent, how, act);
    const { teamId, why } = placement;
    // In the queue nobody waits for the customer, they wait for us.
    this.become(
      {
        state: 'queued',
        teamId,
        assigneeId: null,
        assigneeName: null,
        routeAt: act.at,
        firstResponse: resumeClock(this.firstResponse, act.at),
      },
      act,
    );
    this.raise(ticketQueued, { ...this.about, teamId, nature: this.nature, why });
  }

  protected give(agent: Agent, how: DataOf<typeof ticketAssigned>['how'], act: Act): void {
    const previousAssigneeId = this.assigneeId;
    const state = this.state === 'queued' ? 'assigned' : this.state;
    this.become(
      {
        state,
        teamId: agent.teamId ?? this.teamId,
        assigneeId: agent.staffId,
        assigneeName: agent.name,
        routeAt: null,
      },
      act,
    );
    this.raise(ticketAssigned, {
      ...this.about,
      teamId: this.teamId,
      assigneeId: agent.staffId,
      previousAssigneeId,
      how,
    });
  }

  /** Ends the clock of the first response, once; false where it has ended before. */
  protected answer(act: Act): boolean {
    if (this.firstResponse.respondedAt !== null) return false;
    const used = usedMs(this.firstResponse, act.at, this.hours(act));
    this.become({ firstResponse: answerClock(this.firstResponse, act.at, this.hours(act)) }, act);
    const { limitS } = this.firstResponse;
    this.raise(ticketAnswered, {
      ...this.about,
      assigneeId: this.inCharge,
      limitS,
      usedMs: used,
      inTime: used <= limitS * 1_000,
      at: act.at.toISOString(),
      reopenings: this.reopenings,
    });
    return true;
  }

  #escalated(
    to: 'supervisor' | 'manager',
    toStaffId: string | null,
    why: DataOf<typeof ticketEscalated>['why'],
    act: Act,
  ): void {
    this.raise(ticketEscalated, { ...this.about, to, toStaffId, why, at: act.at.toISOString() });
  }
}
