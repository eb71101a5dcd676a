import { Entity, Index } from 'typeorm';
import {
  attemptNotFound,
  attemptTooSoon,
  callbackChannel,
  callbackAssigned,
  callbackAttempted,
  callbackAttemptEnded,
  callbackAwaitsDecision,
  callbackCancelled,
  callbackDecided,
  callbackDissatisfied,
  callbackDue,
  callbackExcused,
  callbackNotYours,
  callbackOverdue,
  callbackRecorded,
  callbackSatisfied,
  callbackSteps,
  callbackTimeAgreed,
  channelUsedUp,
  customerNotKnownYet,
  neverCallable,
  recordIncomplete,
  restTime,
  stepRefused,
  verdictContradicted,
  type AttemptOutcome,
  type AttemptResult,
  type CallbackChannel,
  type CallbackKind,
  type DecisionCause,
  type DissatisfactionReason,
  type Text,
} from '@bumen/contracts';
import type { ContactHours } from '../contact-hours/contact-hours.ts';
import type { Reach } from '../customer/customer-reach.ts';
import { fitSpecialist } from '../staff/fit-specialist.ts';
import type { StaffMember } from '../staff/staff-member.entity.ts';
import { refusalOfTime } from './agreed-time.ts';
import { Attempt } from './attempt.entity.ts';
import { CallbackFacts, type Facts } from './callback-facts.entity.ts';
import type { CallbackRules } from './callback-policies.ts';
import { missingFrom, refuseUnfitAnswers, type Answers, type Verdict } from './callback-record.ts';
import { addressFor, channelRefusal, nextChannel, nothingFor, otherChannel, unansweredBy } from './channel-plan.ts';
import { laterOf, overdueLevels } from './escalation.ts';

/** Who acts: the caller of an operation. */
export interface Actor {
  readonly staffId: string;
  readonly name: string;
  readonly roles: readonly string[];
}
/** The resolution that makes a callback due (C-02). */
export interface Resolution {
  readonly kind: CallbackKind;
  readonly ticketId: string;
  readonly ticketNumber: string;
  readonly round: number;
  readonly customerId: string;
  readonly ticketHandlerId: string;
  readonly teamId: string | null;
  readonly resolvedAt: Date;
  /** The customer's wish; taken where it is a time at which they may be contacted. */
  readonly wishedAt: Date | null;
}
type Specialist = Pick<StaffMember, 'id' | 'name'>;

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** A conversation owed to a customer, from the day it is due to its verdict (C-02 … C-08). */
@Entity('callback')
@Index('callback_ticket_round_key', ['ticketId', 'round'], { unique: true })
@Index('callback_due', ['dueAt', 'id'])
@Index('callback_newest', ['createdAt', 'id'])
@Index('callback_state_due', ['state', 'dueAt', 'id'])
@Index('callback_assignee_due', ['assigneeId', 'dueAt', 'id'])
@Index('callback_customer', ['customerId', 'dueAt', 'id'])
@Index('callback_open_due', ['dueAt', 'id'], { where: 'finished_at IS NULL' })
@Index('callback_open_assignee', ['assigneeId'], { where: 'finished_at IS NULL' })
export class Callback extends CallbackFacts {
  static plan(id: string, resolution: Resolution, hours: ContactHours, rules: CallbackRules, now: Date): Callback {
    const { resolvedAt, wishedAt, ...facts } = resolution;
    const agreedAt = wishedAt && !refusalOfTime(wishedAt, hours, rules.due, now) ? wishedAt : null;
    const callback = new Callback();
    Object.assign(callback, { id });
    callback.become({
      ...facts,
      state: 'planned',
      ...callback.#dueBy(hours.plusDays(resolvedAt, rules.due.days), agreedAt, hours, rules),
      escalation: 'none',
      agreedAt,
      nextAttemptAt: null,
      channel: rules.attempts.channels[0]!,
      assigneeId: null,
      assigneeName: null,
      attemptCount: 0,
      attemptsForgiven: 0,
      decisionCause: null,
      decisionNote: null,
      script: null,
      answers: {},
      remarks: null,
      reasons: [],
      createdAt: now,
      finishedAt: null,
    });
    callback.raise(callbackDue, {
      ...callback.about,
      customerId: callback.customerId,
      dueAt: callback.dueAt.toISOString(),
      agreedAt: callback.agreedAt?.toISOString() ?? null,
      round: callback.round,
    });
    return callback;
  }

  /** Only the one in charge and supervisors act on a callback. Throws callbackNotYours. */
  refuseUnlessInCharge(actor: Actor): void {
    if (actor.staffId !== this.assigneeId && !isSupervisor(actor)) throw this.#notYours();
  }

  /**
   * Personal data is for the one who serves the customer while they do, and for supervisors (P-05). Throws
   * callbackNotYours, stepRefused.
   */
  refuseUnlessRevealedTo(actor: Actor): void {
    this.refuseUnlessInCharge(actor);
    if (!isSupervisor(actor)) this.refuseUnless(callbackSteps, 'reveal', this.state);
  }

  /** Throws stepRefused, callbackNotYours. Does nothing where they have it already. */
  take(by: Actor): void {
    this.refuseUnless(callbackSteps, 'take', this.state);
    if (this.assigneeId !== null && this.assigneeId !== by.staffId) throw this.#notYours();
    this.#giveTo({ id: by.staffId, name: by.name });
  }

  /** Throws stepRefused, specialistUnfit. Does nothing where they have it already. */
  assign(to: StaffMember | null): void {
    this.refuseUnless(callbackSteps, 'assign', this.state);
    this.#giveTo(fitSpecialist(to));
  }

  #giveTo(specialist: Specialist): void {
    if (specialist.id === this.assigneeId) return;
    const previousAssigneeId = this.assigneeId;
    this.become({ assigneeId: specialist.id, assigneeName: specialist.name });
    this.raise(callbackAssigned, { ...this.about, assigneeId: specialist.id, previousAssigneeId });
  }

  /** Throws callbackNotYours, stepRefused, agreedTimeUnfit. The callback stays due when it was (C-02). */
  agreeTime(at: Date, by: Actor, hours: ContactHours, rules: CallbackRules, now: Date): void {
    this.refuseUnlessInCharge(by);
    this.refuseUnless(callbackSteps, 'agree_time', this.state);
    const refusal = refusalOfTime(at, hours, rules.due, now);
    if (refusal) throw refusal;
    this.become({ agreedAt: at, nextAttemptAt: null });
    this.raise(callbackTimeAgreed, { ...this.about, agreedAt: at.toISOString(), dueAt: this.dueAt.toISOString() });
  }

  /**
   * Throws callbackNotYours, stepRefused, customerNotKnownYet, doNotCall, noAddress, channelUsedUp, neverCallable,
   * restTime, attemptTooSoon (C-04, C-05).
   */
  startAttempt(
    attemptId: string,
    wanted: CallbackChannel | undefined,
    by: Actor,
    { customer, hours }: Reach,
    rules: CallbackRules,
    now: Date,
  ): void {
    this.refuseUnlessInCharge(by);
    this.refuseUnless(callbackSteps, 'start_attempt', this.state);
    if (!customer) throw customerNotKnownYet();
    const channel = wanted ?? this.channel;
    const refusal = channelRefusal(channel, customer, this.attempts);
    if (refusal) throw refusal;
    const unanswered = unansweredBy(channel, this.attemptsSinceDecision);
    if (unanswered >= rules.attempts.perChannel)
      throw channelUsedUp({ channel, attempts: unanswered, next: this.channel });
    const earliest = laterOf(now, this.agreedAt, this.nextAttemptAt);
    const callableFrom = hours.nextAllowed(earliest)?.toISOString();
    if (callableFrom === undefined) throw neverCallable();
    if (!hours.isAllowed(now)) throw restTime({ callableFrom });
    if (earliest > now)
      throw attemptTooSoon({
        why: this.agreedAt?.getTime() === earliest.getTime() ? tooSoon.agreed : tooSoon.tried,
        callableFrom,
      });
    const attempt = Attempt.begin({
      id: attemptId,
      callbackId: this.id,
      position: this.attemptCount + 1,
      channel,
      by: by.staffId,
      byName: by.name,
      address: addressFor(channel, customer)!,
      consentBasis: customer.consent?.basis ?? 'own_request',
      startedAt: now,
      openUntil: new Date(now.getTime() + rules.attempts.openMinutesMax * minuteMs),
    });
    this.attempts = [...this.attempts, attempt];
    this.become({ state: 'calling', channel, attemptCount: this.attempts.length, script: this.script ?? rules.script });
    this.raise(callbackAttempted, { ...this.about, attemptId, channel, by: by.staffId, startedAt: now.toISOString() });
  }

  /**
   * Whoever made the attempt may end it, too, even where the callback was given to another meanwhile.
   * Throws attemptNotFound, callbackNotYours, stepRefused, agreedTimeUnfit; then the attempt goes on.
   */
  endAttempt(
    attemptId: string,
    said: {
      readonly outcome: AttemptOutcome;
      readonly recordingReference?: string | undefined;
      readonly agreedAt?: Date | undefined;
    },
    by: Actor,
    reach: Reach,
    rules: CallbackRules,
    now: Date,
  ): void {
    const attempt = this.attempts.find(({ id }) => id === attemptId);
    if (!attempt) throw attemptNotFound({ id: attemptId });
    if (attempt.by !== by.staffId) this.refuseUnlessInCharge(by);
    this.refuseUnless(callbackSteps, 'end_attempt', this.state);
    if (attempt.endedAt)
      throw stepRefused({
        step: 'end_attempt',
        state: this.state,
        why: attemptOver,
        allowed: callbackSteps.allowed(this.state),
      });
    const refusal = said.agreedAt && refusalOfTime(said.agreedAt, reach.hours, rules.due, now);
    if (refusal) throw refusal;
    this.#finishAttempt(attempt, said.outcome, now, rules, said.recordingReference);
    switch (said.outcome) {
      case 'reached':
        return this.become({ state: 'reached', agreedAt: null, nextAttemptAt: null });
      case 'refused':
        return this.#awaitDecision('refused', null);
      case 'asked_for_later':
        return said.agreedAt
          ? this.#putOff(said.agreedAt, reach.hours, rules)
          : this.#planAnother(attempt.channel, reach.hours, rules, now);
      default: {
        const channel = nextChannel(
          attempt.channel,
          rules.attempts,
          reach.customer,
          this.attempts,
          this.attemptsSinceDecision,
        );
        if (channel) this.#planAnother(channel, reach.hours, rules, now);
        else this.#awaitDecision(said.outcome === 'wrong_number' ? 'wrong_number' : 'unreached', null);
      }
    }
  }

  /**
   * Writes answers and remarks; what is left out of `remarks` stays. Throws callbackNotYours, stepRefused, answerUnfit
   * (C-06).
   */
  record(answers: Answers, remarks: string | undefined, by: Actor): void {
    this.refuseUnlessInCharge(by);
    this.refuseUnless(callbackSteps, 'record', this.state);
    const script = this.startedScript;
    refuseUnfitAnswers(script, answers);
    this.become({ answers, remarks: remarks ?? this.remarks });
    this.raise(callbackRecorded, {
      ...this.about,
      answered: Object.keys(answers).length,
      questions: script.questions.length,
    });
  }

  /**
   * Throws callbackNotYours, stepRefused, recordIncomplete with the list of what is missing, and verdictContradicted
   * (C-06, C-07).
   */
  complete(
    verdict: Verdict,
    reasons: readonly DissatisfactionReason[],
    added: string | undefined,
    by: Actor,
    now: Date,
  ): void {
    this.refuseUnlessInCharge(by);
    this.refuseUnless(callbackSteps, 'complete', this.state);
    const remarks = added ?? this.remarks;
    const missing = missingFrom(this.startedScript, this.answers, { is: verdict, reasons, remarks });
    if (missing.length > 0) throw recordIncomplete({ why: listed(missing), missing });
    const { satisfiedFrom } = this.startedScript;
    if (verdict === 'satisfied' && this.score !== null && this.score < satisfiedFrom)
      throw verdictContradicted({ score: this.score, satisfiedFrom });
    this.become({ state: verdict, reasons: [...new Set(reasons)], remarks, finishedAt: now });
    if (verdict === 'satisfied') this.raise(callbackSatisfied, { ...this.#outcome(now), score: this.score });
    else this.raise(callbackDissatisfied, { ...this.#outcome(now), score: this.score, reasons: [...this.reasons] });
  }

  /** Throws callbackNotYours, stepRefused. */
  giveUp(note: string, by: Actor, { customer }: Reach): void {
    this.refuseUnlessInCharge(by);
    this.refuseUnless(callbackSteps, 'give_up', this.state);
    const code = customer && channelRefusal(this.channel, customer, this.attempts)?.code;
    this.#awaitDecision(
      code === undefined || code === null ? 'given_up' : code.endsWith('do_not_call') ? 'do_not_call' : 'no_address',
      note,
    );
  }

  /** Throws stepRefused, customerNotKnownYet, and noAddress where no (other) channel leads to the customer (C-05). */
  decide(
    decision: 'try_again' | 'other_channel' | 'excuse',
    by: Actor,
    { customer }: Reach,
    rules: CallbackRules,
    now: Date,
  ): void {
    this.refuseUnless(callbackSteps, 'decide', this.state);
    const why = this.decisionCause ?? 'given_up';
    if (decision === 'excuse') {
      this.become({ state: 'excused', finishedAt: now });
      this.raise(callbackDecided, { ...this.about, decision, by: by.staffId });
      return this.raise(callbackExcused, { ...this.#outcome(now), why });
    }
    if (!customer) throw customerNotKnownYet();
    const channel =
      decision === 'other_channel'
        ? otherChannel(this.channel, rules.attempts, customer, this.attempts)
        : nextChannel(this.channel, rules.attempts, customer, this.attempts, []);
    if (!channel)
      throw nothingFor(
        decision === 'other_channel'
          ? callbackChannel.options.filter((one) => one !== this.channel)
          : rules.attempts.channels,
      );
    this.become({
      state: 'planned',
      channel,
      attemptsForgiven: this.attemptCount,
      agreedAt: null,
      nextAttemptAt: null,
      decisionCause: null,
      decisionNote: null,
    });
    this.raise(callbackDecided, { ...this.about, decision, by: by.staffId });
  }

  /** The ticket was reopened, so there is nothing to ask about yet. Does nothing where the callback is done (C-02). */
  cancel(rules: CallbackRules, now: Date): void {
    if (this.finishedAt) return;
    this.refuseUnless(callbackSteps, 'cancel', this.state);
    if (this.openAttempt) this.#finishAttempt(this.openAttempt, 'unfinished', now, rules);
    this.become({ state: 'cancelled', finishedAt: now });
    this.raise(callbackCancelled, { ...this.about, why: 'ticket_reopened' });
  }

  /**
   * Ends an attempt that nobody ended, and tells whoever has to know that the callback is nearly or long due (C-08).
   */
  timeIsUp({ hours }: Reach, rules: CallbackRules, now: Date): void {
    const open = this.openAttempt;
    if (open && open.openUntil <= now) {
      this.#finishAttempt(open, 'unfinished', now, rules);
      this.#planAnother(open.channel, hours, rules, now);
    }
    for (const escalatedTo of overdueLevels(this, now)) {
      this.become({ escalation: escalatedTo });
      this.raise(callbackOverdue, {
        ...this.about,
        dueAt: this.dueAt.toISOString(),
        assigneeId: this.assigneeId,
        escalatedTo,
      });
    }
  }

  #finishAttempt(
    attempt: Attempt,
    result: AttemptResult,
    now: Date,
    rules: CallbackRules,
    recordingReference?: string,
  ): void {
    const recording =
      recordingReference === undefined
        ? null
        : {
            reference: recordingReference,
            keptUntil: new Date(now.getTime() + rules.recording.keepDays * 24 * hourMs),
          };
    attempt.end(result, now, recording);
    this.raise(callbackAttemptEnded, {
      ...this.about,
      attemptId: attempt.id,
      outcome: result,
      lengthS: attempt.lengthS,
      attempts: this.attemptCount,
    });
  }

  #planAnother(channel: CallbackChannel, hours: ContactHours, rules: CallbackRules, now: Date): void {
    const earliest = new Date(now.getTime() + rules.attempts.hoursBetween * hourMs);
    this.become({
      state: 'planned',
      channel,
      agreedAt: null,
      nextAttemptAt: hours.nextTry(
        earliest,
        this.dueAt,
        this.attempts.map(({ startedAt }) => startedAt),
      ),
    });
  }

  /** The customer was reached and wants to be called later: their wish moves the due time, too (C-02). */
  #putOff(agreedAt: Date, hours: ContactHours, rules: CallbackRules): void {
    const due = this.#dueBy(this.dueAt, agreedAt, hours, rules);
    const later = due.dueAt > this.dueAt;
    this.become({
      state: 'planned',
      agreedAt,
      nextAttemptAt: null,
      ...(later ? { ...due, escalation: 'none' as const } : {}),
    });
    this.raise(callbackTimeAgreed, {
      ...this.about,
      agreedAt: agreedAt.toISOString(),
      dueAt: this.dueAt.toISOString(),
    });
  }

  #awaitDecision(why: DecisionCause, note: string | null): void {
    this.become({
      state: 'awaiting_decision',
      decisionCause: why,
      decisionNote: note,
      agreedAt: null,
      nextAttemptAt: null,
    });
    this.raise(callbackAwaitsDecision, { ...this.about, why, attempts: this.attemptCount });
  }

  /** A wish after the due time makes it due by the end of the day wished for. */
  #dueBy(
    dueAt: Date,
    agreedAt: Date | null,
    hours: ContactHours,
    { due }: CallbackRules,
  ): Pick<Facts, 'dueAt' | 'warnAt' | 'managerAt'> {
    const by = agreedAt && agreedAt > dueAt ? hours.endOfDay(agreedAt) : dueAt;
    return {
      dueAt: by,
      warnAt: new Date(by.getTime() - due.warnBeforeHours * hourMs),
      managerAt: new Date(by.getTime() + due.managerAfterHours * hourMs),
    };
  }

  #outcome(now: Date) {
    const reached = this.attempts.filter(({ result }) => result === 'reached');
    return {
      ...this.about,
      customerId: this.customerId,
      handlerId: reached.at(-1)?.by ?? this.assigneeId,
      ticketHandlerId: this.ticketHandlerId,
      teamId: this.teamId,
      round: this.round,
      attempts: this.attemptCount,
      lengthS: reached.reduce((sum, { lengthS }) => sum + lengthS, 0),
      questions: this.script?.questions.length ?? 0,
      at: now.toISOString(),
    };
  }

  #notYours() {
    const assignee = this.assigneeName;
    const why =
      assignee === null
        ? { zh: '尚无人负责,请先领取', en: 'nobody is in charge of it yet; take it first' }
        : { zh: `该回访由${assignee}负责`, en: `${assignee} is in charge of it` };
    return callbackNotYours({ why, assignee });
  }
}

const isSupervisor = (actor: Actor) => actor.roles.includes('supervisor');

const attemptOver = { zh: '该次联系已结束', en: 'that attempt is over' };
const tooSoon = {
  agreed: { zh: '已与客户约定时间', en: 'a time was agreed with the customer' },
  tried: { zh: '刚刚联系过客户', en: 'the customer was tried only just now' },
};

/** Several sentences as one. */
const listed = (missing: readonly Text[]): Text => ({
  zh: `还缺少:${missing.map(({ zh }) => zh).join('、')}`,
  en: `still missing: ${missing.map(({ en }) => en).join(', ')}`,
});
