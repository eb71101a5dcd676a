import { Column, Index } from 'typeorm';
import {
  callbackOverdue,
  callbackSteps,
  type CallbackChannel,
  type CallbackKind,
  type CallbackScript,
  type CallbackState,
  type DecisionCause,
  type DissatisfactionReason,
  type Problem,
  type Text,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { Customer } from '../copies.entity.ts';
import type { Attempt } from './attempt.entity.ts';
import type { PastRecord } from './callback-correction.ts';
import { aboutOf } from './callback-outcome.ts';
import { missingFrom, scoreIn, type Answers } from './callback-record.ts';
import { isSupervisor, keptFrom, type Asked, type CallbackStep } from './callback-refusals.ts';
import type { CallerTold } from './caller.ts';
import type { Draw } from './draw.ts';
import { dueTimesOf, neededAt, nextEscalation, unseenLevels, type Due, type EscalatedTo } from './escalation.ts';

type Derived =
  | keyof Due
  | 'reckonedBy'
  | 'attemptCount'
  | 'neededAt'
  | 'holderAway'
  | 'nextDeadlineAt'
  | 'score'
  | 'missing'
  | 'openAttempt'
  | 'startedScript';
interface Columns extends ColumnsOf<CallbackFile, Derived> {}

/** What each callback begins with, whomever it is to and whether it is called. */
export const firstValues = () =>
  ({
    ticketReopenedAt: null,
    escalation: 'none',
    nextAttemptAt: null,
    assigneeId: null,
    assigneeName: null,
    heldSince: null,
    attempts: [],
    attemptsForgiven: 0,
    decisionNote: null,
    script: null,
    answers: {},
    remarks: null,
    reasons: [],
    remedy: null,
    completedBy: null,
    corrections: [],
  }) as const satisfies Partial<Columns>;

/** What is kept of a callback, and what follows from that; its verbs are in `callback.entity.ts`. */
export abstract class CallbackFile extends StatefulAggregate<CallbackState, CallbackStep, Act, Columns, Asked> {
  @Column('text')
  readonly kind!: CallbackKind;

  @Column('text')
  readonly state!: CallbackState;

  @Column('uuid', { nullable: true })
  readonly ticketId!: string | null;

  @Column('text', { nullable: true })
  readonly ticketNumber!: string | null;

  /** 1 for the ticket's first resolution; a higher one is the second callback after it was reopened (C-07). */
  @Column('int')
  readonly round!: number;

  @Column('uuid')
  readonly customerId!: string;

  /** As whom they are called back, where nobody can say that the file is theirs (T-15). */
  @Column('jsonb', { nullable: true })
  readonly told!: CallerTold | null;

  @Column('uuid', { nullable: true })
  readonly ticketHandlerId!: string | null;

  /** Everybody who handled the ticket: none of them does the callback (C-11). */
  @Column('uuid', { array: true })
  readonly ticketHandlerIds!: readonly string[];

  @Column('uuid', { nullable: true })
  readonly teamId!: string | null;

  @Column('timestamptz')
  readonly resolvedAt!: Date;

  /** The time agreed with the customer last, however it was agreed; the due time goes by it also after it was tried. */
  @Column('timestamptz', { nullable: true })
  readonly wishedAt!: Date | null;

  /** Follows from the resolution, the agreed time and the company's settings. */
  @Column('timestamptz')
  readonly dueAt!: Date;

  /** When the specialist is warned and the manager told (C-08). */
  @Column('timestamptz')
  readonly warnAt!: Date;

  @Column('timestamptz')
  readonly managerAt!: Date;

  /** The company's settings by which these were worked out. */
  @Column('int')
  @Index('callback_reckoned', { where: 'finished_at IS NULL' })
  readonly reckonedBy!: number;

  @Column('text')
  readonly escalation!: 'none' | EscalatedTo;

  /** The customer's wish; no attempt starts before it. */
  @Column('timestamptz', { nullable: true })
  readonly agreedAt!: Date | null;

  /** No attempt starts before it, after one that reached nobody (C-05). */
  @Column('timestamptz', { nullable: true })
  readonly nextAttemptAt!: Date | null;

  @Column('text')
  readonly channel!: CallbackChannel;

  @Column('uuid', { nullable: true })
  readonly assigneeId!: string | null;

  @Column('text', { nullable: true })
  readonly assigneeName!: string | null;

  /** Since when it is theirs who took it or was given it by a person; null where it was shared out. */
  @Column('timestamptz', { nullable: true })
  readonly heldSince!: Date | null;

  /** When somebody has to see to it next: agreed or due. Null where no specialist has to. */
  @Column('timestamptz', { nullable: true })
  readonly neededAt!: Date | null;

  @Column('int')
  readonly attemptCount!: number;

  /** Attempts made before a supervisor last decided; they don't count against the policy any more. */
  @Column('int')
  readonly attemptsForgiven!: number;

  /** Why a supervisor has to decide, and why the callback was excused. */
  @Column('text', { nullable: true })
  readonly decisionCause!: DecisionCause | null;

  @Column('text', { nullable: true })
  readonly decisionNote!: string | null;

  /** The one in effect when the first attempt began (C-06). */
  @Column('jsonb', { nullable: true })
  readonly script!: CallbackScript | null;

  @Column('jsonb')
  readonly answers!: Answers;

  @Column('text', { nullable: true })
  readonly remarks!: string | null;

  @Column('text', { array: true })
  readonly reasons!: readonly DissatisfactionReason[];

  /** What would put it right; null where the customer is satisfied (C-06). */
  @Column('text', { nullable: true })
  readonly remedy!: string | null;

  /** Who wrote the verdict; null as long as there is none. */
  @Column('uuid', { nullable: true })
  readonly completedBy!: string | null;

  /** Oldest first; each with the record as it stood before it (C-06). */
  @Column('jsonb')
  readonly corrections!: readonly PastRecord[];

  /** Null where nothing had to be drawn (C-02). */
  @Column('jsonb', { nullable: true })
  readonly draw!: Draw | null;

  @Column('timestamptz')
  readonly createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  readonly finishedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  @Index('callback_next_deadline', { where: 'next_deadline_at IS NOT NULL' })
  readonly nextDeadlineAt!: Date | null;

  /** When its ticket was reopened while the customer was on the line or had been reached (C-07). */
  @Column('timestamptz', { nullable: true })
  readonly ticketReopenedAt!: Date | null;

  /** Oldest first; loaded and stored by the repository, as is the customer. */
  readonly attempts: readonly Attempt[] = [];

  /** Their file, as far as it is theirs (`asTold`); null where it has not arrived yet. */
  readonly customer: Customer | null = null;

  /** Whoever has it went off shift, and it is needed before they come back (T-03); looked up to meet its deadline. */
  readonly holderAway: boolean = false;

  get score(): number | null {
    return this.script && scoreIn(this.script, this.answers);
  }

  /** What the record still lacks before a verdict; empty where it is no matter (C-06). */
  get missing(): Text[] {
    return this.script && (this.state === 'calling' || this.state === 'reached')
      ? missingFrom(this.script, this.answers)
      : [];
  }

  get openAttempt(): Attempt | undefined {
    return this.attempts.find(({ endedAt }) => endedAt === null);
  }

  /** The script that the first attempt began with. */
  get startedScript(): CallbackScript {
    if (!this.script) throw new Error(`callback ${this.id} is ${this.state} and was never begun`);
    return this.script;
  }

  protected get table() {
    return callbackSteps;
  }

  /** Personal data is for the one who serves the customer while they do, and for supervisors at any time (P-05). */
  protected override stateKeepsFrom(step: CallbackStep, act: Act): Text | undefined {
    return step === 'reveal' && isSupervisor(act) ? undefined : super.stateKeepsFrom(step, act);
  }

  protected override keepsFrom(step: CallbackStep, act: Act, asked?: Asked): Problem | undefined {
    return keptFrom(step, this, act, asked);
  }

  protected become(changes: Partial<Columns>, { at, rules }: Act): void {
    const after = { ...this, ...changes };
    const dues = dueTimesOf(after, rules.eras);
    const unseen = this.version === 0 ? [] : unseenLevels(this, { ...after, ...dues }, at);
    for (const level of unseen) this.raiseOverdue(level);
    Object.assign(this, changes, dues, { reckonedBy: rules.reckoning });
    if (this.finishedAt && unseen.length > 0) Object.assign(this, { escalation: unseen.at(-1) });
    const due = [this.openAttempt?.openUntil(rules), nextEscalation(this)]
      .filter((one) => one instanceof Date)
      .map(Number);
    Object.assign(this, {
      attemptCount: this.attempts.length,
      neededAt: neededAt(this),
      nextDeadlineAt: due.length === 0 ? null : new Date(Math.min(...due)),
    });
  }

  /** That it is nearly or long due, to whom that is told now (C-08). */
  protected raiseOverdue(escalatedTo: EscalatedTo): void {
    const { dueAt, assigneeId } = this;
    this.raise(callbackOverdue, { ...aboutOf(this), dueAt: dueAt.toISOString(), assigneeId, escalatedTo });
  }
}
