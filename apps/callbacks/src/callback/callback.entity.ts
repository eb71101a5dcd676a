import { Entity, Index } from 'typeorm';
import {
  attemptNotFound,
  callbackAssigned,
  callbackAttempted,
  callbackAttemptEnded,
  callbackAwaitsDecision,
  callbackCancelled,
  callbackCustomerConfirmed,
  callbackCorrected,
  callbackDecided,
  callbackDissatisfied,
  callbackDue,
  callbackExcused,
  callbackHandlerNoted,
  callbackMoved,
  callbackOutlivesReopening,
  callbackQueued,
  callbackRecorded,
  callbackSatisfied,
  callbackTimeAgreed,
  handlersMax,
  type AttemptOutcome,
  type AttemptResult,
  type CallbackChannel,
} from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { Customer, StaffMember } from '../copies.entity.ts';
import { scriptFor } from '../rules.ts';
import { fitSpecialist } from '../staff/fit-specialist.ts';
import { agreedOn } from './agreed-time.ts';
import { afterAttempt, awaiting, nextAttemptOf } from './attempt-result.ts';
import { nextStart } from './attempt-start.ts';
import { Attempt } from './attempt.entity.ts';
import { pastRecord, type Correction } from './callback-correction.ts';
import { CallbackFile } from './callback-file.entity.ts';
import { aboutOf, outcomeOf } from './callback-outcome.ts';
import { plannedAfter, type Resolution } from './callback-plan.ts';
import { reopensTicket, type Answers, type Judgement } from './callback-record.ts';
import { causeOfGivingUp, decidedChannel } from './channel-plan.ts';
import { overdueLevels } from './escalation.ts';

type Specialist = Pick<StaffMember, 'id' | 'name' | 'active' | 'roles'>;

/** A conversation owed to a customer, from the day it is due to its verdict (C-02 … C-08). */
@Entity('callback')
@Index('callback_ticket_round_key', ['ticketId', 'round'], { unique: true })
@Index('callback_due', ['dueAt', 'id'])
@Index('callback_newest', ['createdAt', 'id'])
@Index('callback_state_due', ['state', 'dueAt', 'id'])
@Index('callback_assignee_due', ['assigneeId', 'dueAt', 'id'])
@Index('callback_customer', ['customerId', 'dueAt', 'id'])
@Index('callback_open_due', ['dueAt', 'id'], { where: 'finished_at IS NULL' })
@Index('callback_excused', ['finishedAt'], { where: "state = 'excused'" })
@Index('callback_needed', ['assigneeId', 'neededAt'], { where: 'needed_at IS NOT NULL' })
@Index('callback_open_assignee', ['assigneeId'], { where: 'finished_at IS NULL' })
export class Callback extends CallbackFile {
  static plan(id: string, resolution: Resolution, customer: Customer | null, act: Act): Callback {
    const callback = new Callback();
    callback.open({ id, ...plannedAfter(resolution, customer, act) }, act);
    if (callback.finishedAt) {
      callback.raise(callbackExcused, { ...outcomeOf(callback, act.at), why: 'not_drawn' });
      return callback;
    }
    callback.raise(callbackDue, {
      ...aboutOf(callback),
      customerId: callback.customerId,
      dueAt: callback.dueAt.toISOString(),
      agreedAt: callback.agreedAt?.toISOString() ?? null,
      round: callback.round,
    });
    return callback;
  }

  isOverdue(at: Date): boolean {
    return this.finishedAt === null && this.dueAt < at;
  }

  /** From when on the next attempt may start: now where it may at once, null where it can't at all (C-04, C-05). */
  callableFrom(act: Act): Date | null {
    return this.state === 'planned' ? nextStart(this, act) : null;
  }

  /** Does nothing where they have it already. */
  take(act: Act): void {
    this.#give('take', act.by, act.at, act);
  }

  /** Does nothing where they have it already. */
  assign(to: Specialist | null, act: Act): void {
    this.refuseUnlessPossible('assign', act);
    this.#give('assign', fitSpecialist(to, this.ticketHandlerIds), act.at, act);
  }

  /** Nobody decided that they have it: it goes on to another when they are away (T-03). */
  share(to: Specialist, act: Act): void {
    this.#give('assign', to, null, act);
  }

  /** Whoever has it can't go on with it, and nobody else can: it waits to be taken, and who leads is told (T-03). */
  queue(act: Act): void {
    const previousAssigneeId = this.assigneeId;
    this.step('queue', act, { assigneeId: null, assigneeName: null, heldSince: null });
    if (previousAssigneeId === null) return;
    this.raise(callbackQueued, { ...aboutOf(this), previousAssigneeId, dueAt: this.dueAt.toISOString() });
  }

  /** Somebody else has handled the ticket meanwhile, so that the callback is not for them (C-11). */
  noteHandler(ticketHandlerId: string, act: Act): void {
    if (this.finishedAt || this.ticketHandlerIds.includes(ticketHandlerId)) return;
    this.become({ ticketHandlerIds: [...this.ticketHandlerIds, ticketHandlerId].slice(-handlersMax) }, act);
    this.raise(callbackHandlerNoted, { ...aboutOf(this), ticketHandlerId });
  }

  /** A time after the due time moves that (C-02). */
  agreeTime(agreedAt: Date, act: Act): void {
    this.refuseUnlessPossible('agree_time', act, { agreedAt });
    this.step('agree_time', act, agreedOn(agreedAt, this, act));
    this.#tellAgreed(agreedAt);
  }

  /** By the channel that the callback names, where no other is wanted (C-04, C-05). */
  startAttempt(attemptId: string, wanted: CallbackChannel | undefined, act: Act): void {
    const { by, at, rules } = act;
    const channel = wanted ?? this.channel;
    this.refuseUnlessPossible('start_attempt', act, { channel });
    const of = { callbackId: this.id, position: this.attemptCount + 1, channel };
    const attempt = Attempt.begin(attemptId, of, this.customer!, act);
    const script = this.script ?? scriptFor(this.kind, rules);
    this.step('start_attempt', act, { channel, attempts: [...this.attempts, attempt], script });
    this.raise(callbackAttempted, { ...aboutOf(this), attemptId, channel, by: by.id, startedAt: at.toISOString() });
  }

  /** A time that the customer asks for moves the due time, too (C-02, C-05). */
  endAttempt(
    attemptId: string,
    said: {
      readonly outcome: AttemptOutcome;
      readonly recordingReference?: string | undefined;
      readonly agreedAt?: Date | undefined;
    },
    act: Act,
  ): void {
    const attempt = this.attempts.find(({ id }) => id === attemptId);
    if (!attempt) throw attemptNotFound({ id: attemptId });
    this.refuseUnlessPossible('end_attempt', act, { attempt, agreedAt: said.agreedAt });
    this.#finishAttempt('end_attempt', attempt, said.outcome, said, act);
  }

  /** Writes answers and remarks; what is left out of `remarks` stays (C-06). */
  record(answers: Answers, remarks: string | undefined, act: Act): void {
    this.refuseUnlessPossible('record', act, { answers });
    this.step('record', act, { answers, remarks: remarks ?? this.remarks });
    this.raise(callbackRecorded, {
      ...aboutOf(this),
      answered: Object.keys(answers).length,
      questions: this.startedScript.questions.length,
    });
  }

  /** Remarks that are left out stay (C-06, C-07). */
  complete({ is, reasons, remedy }: Judgement, added: string | undefined, act: Act): void {
    const remarks = added ?? this.remarks;
    this.refuseUnlessPossible('complete', act, { verdict: { is, reasons, remedy, remarks } });
    const written = { reasons: [...new Set(reasons)], remedy, remarks };
    this.step('complete', act, { ...written, completedBy: act.by.id, finishedAt: act.at }, is);
    const outcome = { ...outcomeOf(this, act.at), score: this.score };
    if (is === 'satisfied') return this.raise(callbackSatisfied, outcome);
    const reopens = reopensTicket(this.startedScript, this.answers, act.rules);
    this.raise(callbackDissatisfied, { ...outcome, reasons: [...this.reasons], reopens });
  }

  /** A third person puts a finished record right; what it was before stays beside it (C-06, P-04). */
  correct(correction: Correction, act: Act): void {
    const { answers, is, reasons, remedy } = correction;
    const remarks = correction.remarks ?? this.remarks;
    this.refuseUnlessPossible('correct', act, { answers, verdict: { is, reasons, remedy, remarks } });
    const past = pastRecord(this, correction, act);
    const written = { answers, reasons: [...new Set(reasons)], remedy, remarks };
    this.step('correct', act, { ...written, corrections: [...this.corrections, past] }, is);
    const { verdict, score, reasons: reasonsBefore } = past.before;
    this.raise(callbackCorrected, {
      ...outcomeOf(this, act.at),
      by: act.by.id,
      verdict: is,
      score: this.score,
      reasons: [...this.reasons],
      reopens: is === 'dissatisfied' && reopensTicket(this.startedScript, this.answers, act.rules),
      before: { verdict, score, reasons: reasonsBefore },
    });
  }

  giveUp(note: string, act: Act): void {
    const why = causeOfGivingUp(this.channel, this.customer, this.attempts);
    this.step('give_up', act, awaiting(why, note));
    this.#tellAwaited();
  }

  /** To try again forgives the attempts made so far (C-05). */
  decide(decision: 'try_again' | 'other_channel' | 'excuse', act: Act): void {
    const decided = { ...aboutOf(this), decision, by: act.by.id };
    if (decision === 'excuse') {
      this.step('decide', act, { finishedAt: act.at }, 'excused');
      this.raise(callbackDecided, decided);
      return this.raise(callbackExcused, { ...outcomeOf(this, act.at), why: this.decisionCause ?? 'given_up' });
    }
    this.refuseUnlessPossible('decide', act);
    const channel = decidedChannel(decision, this.channel, act.rules.attempts, this.customer, this.attempts);
    const undecided = { agreedAt: null, nextAttemptAt: null, decisionCause: null, decisionNote: null };
    this.step('decide', act, { channel, attemptsForgiven: this.attemptCount, ...undecided }, 'planned');
    this.raise(callbackDecided, decided);
  }

  /**
   * The ticket was reopened, so there is nothing to ask about yet. Does nothing where the callback is done (C-02). A
   * customer who is on the line or was reached is asked all the same: what they say counts (C-07).
   */
  cancel(act: Act): void {
    if (this.finishedAt) return;
    if (this.state !== 'calling' && this.state !== 'reached') {
      this.step('cancel', act, { finishedAt: act.at });
      return this.raise(callbackCancelled, { ...aboutOf(this), why: 'ticket_reopened' });
    }
    if (this.ticketReopenedAt) return;
    this.become({ ticketReopenedAt: act.at }, act);
    this.raise(callbackOutlivesReopening, { ...aboutOf(this), at: act.at.toISOString() });
  }

  /**
   * Ends an attempt that nobody ended, and tells whoever has to know that the callback is nearly or long due (C-08).
   */
  timeIsUp(act: Act): void {
    const open = this.openAttempt;
    if (open && open.openUntil(act.rules) <= act.at) this.#finishAttempt('lapse', open, 'unfinished', {}, act);
    for (const escalatedTo of overdueLevels(this, act.at)) {
      this.become({ escalation: escalatedTo }, act);
      this.raiseOverdue(escalatedTo);
    }
  }

  /** Works out anew what is due, where the company's settings have changed since. */
  reckon(act: Act): void {
    this.become({}, act);
    const lastEnded = this.attempts.findLast(({ endedAt }) => endedAt !== null)?.endedAt;
    if (this.nextAttemptAt && lastEnded) this.become({ nextAttemptAt: nextAttemptOf(this, lastEnded, act.rules) }, act);
  }

  /** The ticket went to another customer's file (T-15). */
  moveTo(customerId: string, act: Act): void {
    const previousCustomerId = this.customerId;
    if (customerId === previousCustomerId) return;
    this.become({ customerId }, act);
    this.raise(callbackMoved, { ...aboutOf(this), previousCustomerId });
  }

  /** Whoever is called back is whom the file is of; its name is shown from now on (T-15). */
  confirmCustomer(act: Act): void {
    if (this.told === null) return;
    this.become({ told: null }, act);
    this.raise(callbackCustomerConfirmed, aboutOf(this));
  }

  #give(step: 'take' | 'assign', specialist: Pick<StaffMember, 'id' | 'name'>, heldSince: Date | null, act: Act): void {
    const previousAssigneeId = this.assigneeId;
    if (specialist.id === previousAssigneeId) return this.refuseUnlessPossible(step, act);
    this.step(step, act, { assigneeId: specialist.id, assigneeName: specialist.name, heldSince });
    this.raise(callbackAssigned, { ...aboutOf(this), assigneeId: specialist.id, previousAssigneeId });
  }

  #finishAttempt(
    step: 'end_attempt' | 'lapse',
    attempt: Attempt,
    result: AttemptResult,
    said: { readonly recordingReference?: string | undefined; readonly agreedAt?: Date | undefined },
    act: Act,
  ): void {
    const ended = attempt.ended(result, said.recordingReference ?? null, act);
    const attempts = this.#attemptsWith(ended);
    const { to, changes } = afterAttempt({ ...this, attempts }, { ...ended, result, agreedAt: said.agreedAt }, act);
    this.step(step, act, { attempts, ...changes }, to);
    this.#tellEnded(ended);
    if (this.ticketReopenedAt && to !== 'reached') return this.cancel(act);
    if (to === 'awaiting_decision') this.#tellAwaited();
    if (changes.agreedAt) this.#tellAgreed(changes.agreedAt);
  }

  #attemptsWith(ended: Attempt | undefined): readonly Attempt[] {
    return this.attempts.map((one) => (one.id === ended?.id ? ended : one));
  }

  #tellEnded({ id, result, lengthS }: Attempt): void {
    this.raise(callbackAttemptEnded, {
      ...aboutOf(this),
      attemptId: id,
      outcome: result!,
      lengthS,
      attempts: this.attemptCount,
    });
  }
  #tellAgreed(agreedAt: Date): void {
    const moments = { agreedAt: agreedAt.toISOString(), dueAt: this.dueAt.toISOString() };
    this.raise(callbackTimeAgreed, { ...aboutOf(this), ...moments });
  }
  #tellAwaited(): void {
    this.raise(callbackAwaitsDecision, { ...aboutOf(this), why: this.decisionCause!, attempts: this.attemptCount });
  }
}
