import { Column, Index } from 'typeorm';
import type {
  CallbackChannel,
  CallbackKind,
  CallbackScript,
  CallbackState,
  DecisionCause,
  DissatisfactionReason,
  Text,
} from '@bumen/contracts';
import { Aggregate } from '@bumen/service-kit';
import type { Reach } from '../customer/customer-reach.ts';
import type { Attempt } from './attempt.entity.ts';
import { missingFrom, scoreIn, type Answers } from './callback-record.ts';
import { channelRefusal } from './channel-plan.ts';
import { laterOf, nextEscalation, type EscalatedTo } from './escalation.ts';

/** The columns that verbs change. */
export type Facts = {
  -readonly [Field in keyof CallbackFacts as Field extends Derived ? never : Field]: CallbackFacts[Field];
};
type Derived = 'id' | 'version' | 'attempts' | 'nextDeadlineAt' | 'score' | 'missing' | 'isOverdue' | 'callableFrom';

/** What is known of a callback and what follows from it at once; what may be done with it is in `Callback`. */
export abstract class CallbackFacts extends Aggregate {
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

  @Column('uuid', { nullable: true })
  readonly ticketHandlerId!: string | null;

  @Column('uuid', { nullable: true })
  readonly teamId!: string | null;

  @Column('timestamptz')
  readonly dueAt!: Date;

  /** When the specialist is warned and the manager told; fixed with the due time, by the policy of that day (C-08). */
  @Column('timestamptz')
  readonly warnAt!: Date;

  @Column('timestamptz')
  readonly managerAt!: Date;

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

  @Column('timestamptz')
  readonly createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  readonly finishedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  @Index('callback_next_deadline', { where: 'next_deadline_at IS NOT NULL' })
  readonly nextDeadlineAt!: Date | null;

  /** Oldest first; loaded and stored by the repository. */
  attempts: readonly Attempt[] = [];

  get score(): number | null {
    return this.script && scoreIn(this.script, this.answers);
  }

  /** What the record still lacks before a verdict; empty where it is no matter (C-06). */
  get missing(): Text[] {
    return this.script && (this.state === 'calling' || this.state === 'reached')
      ? missingFrom(this.script, this.answers)
      : [];
  }

  isOverdue(now: Date): boolean {
    return this.finishedAt === null && this.dueAt < now;
  }

  /** From when on the next attempt may start: `now` where it may at once, null where it can't at all (C-04, C-05). */
  callableFrom({ customer, hours }: Reach, now: Date): Date | null {
    if (this.state !== 'planned' || !customer || channelRefusal(this.channel, customer, this.attempts)) return null;
    return hours.nextAllowed(laterOf(now, this.agreedAt, this.nextAttemptAt));
  }

  protected become(state: Partial<Facts>): void {
    Object.assign(this, state);
    const due = [this.openAttempt?.openUntil, nextEscalation(this)]
      .filter((one): one is Date => one instanceof Date)
      .map(Number);
    Object.assign(this, { nextDeadlineAt: due.length === 0 ? null : new Date(Math.min(...due)) });
  }

  protected get about() {
    return { callbackId: this.id, ticketId: this.ticketId, kind: this.kind };
  }

  protected get openAttempt(): Attempt | undefined {
    return this.attempts.find(({ endedAt }) => endedAt === null);
  }
  protected get attemptsSinceDecision(): readonly Attempt[] {
    return this.attempts.slice(this.attemptsForgiven);
  }
  protected get startedScript(): CallbackScript {
    if (!this.script) throw new Error(`callback ${this.id} is ${this.state} and was never begun`);
    return this.script;
  }
}
