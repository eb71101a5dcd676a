import { Column, Entity, Index } from 'typeorm';
import {
  verificationChanged,
  type ChainHead,
  type VerificationFinding,
  type VerificationScope,
  type VerificationState,
} from '@bumen/contracts';
import { Aggregate, type Act, type ColumnsOf } from '@bumen/service-kit';

/** What is looked at, in this order. */
export const stages = ['blocks', 'head', 'witness', 'strays', 'accounts', 'vouchers'] as const;
export type Stage = (typeof stages)[number];
type Columns = ColumnsOf<Verification, 'reached'>;

/** So long it leaves the others to the sweeper before it goes on. */
const pauseMs = 200;

/** The chain as it stood when a verification began, or as one left it. */
export interface Standing {
  readonly seq: number;
  readonly hash: string;
}

/** One look at the books (F-01). It goes on where it stopped, a page at a time, whatever its length. */
@Entity('verification')
@Index('verification_age', ['startedAt', 'id'])
export class Verification extends Aggregate {
  @Column('text')
  readonly scope!: VerificationScope;

  @Column('text')
  readonly state!: VerificationState;

  @Column('text')
  readonly startedBy!: string;

  @Column('timestamptz')
  readonly startedAt!: Date;

  @Column('timestamptz', { nullable: true })
  readonly finishedAt!: Date | null;

  @Column('int')
  readonly fromSeq!: number;

  @Column('int')
  readonly untilSeq!: number;

  /** Of the block `fromSeq`, as the verification before found it. */
  @Column('text')
  readonly fromHash!: string;

  @Column('int')
  readonly blocks!: number;

  @Column('int')
  readonly journals!: number;

  @Column('text')
  readonly stage!: Stage;

  /** Of the last block that was looked at. */
  @Column('text')
  readonly lastHash!: string;

  /** The last account that was looked at. */
  @Column('text')
  readonly lastAccount!: string;

  /** The id of the last voucher that was looked at. */
  @Column('uuid')
  readonly lastVoucher!: string;

  /** Heads that somebody outside has. */
  @Column('jsonb')
  readonly witnessed!: readonly ChainHead[];

  @Column('jsonb', { nullable: true })
  readonly finding!: VerificationFinding | null;

  @Column('timestamptz', { nullable: true })
  @Index('verification_next_deadline', { where: 'next_deadline_at IS NOT NULL' })
  readonly nextDeadlineAt!: Date | null;

  /** `from`: what was found sound before; nothing where everything is looked at. */
  static start(
    id: string,
    { scope, witnessed }: { scope: VerificationScope; witnessed: readonly ChainHead[] },
    { from, until }: { from: Standing; until: number },
    act: Act,
  ): Verification {
    const columns: Columns = {
      ...{ id, scope, witnessed, state: 'running', stage: 'blocks', finding: null },
      ...{ startedBy: act.by.id, startedAt: act.at, finishedAt: null, nextDeadlineAt: act.at },
      ...{ fromSeq: from.seq, fromHash: from.hash, untilSeq: until, lastHash: from.hash, lastAccount: '' },
      lastVoucher: '00000000-0000-0000-0000-000000000000',
      ...{ blocks: 0, journals: 0 },
    };
    return Object.assign(new Verification(), columns);
  }

  /** The last block that was looked at. */
  get reached(): number {
    return this.fromSeq + this.blocks;
  }

  /** What was looked at is sound; it goes on with what is behind. */
  passed(changes: Partial<Pick<Columns, 'blocks' | 'journals' | 'lastHash' | 'lastAccount' | 'lastVoucher'>>): void {
    Object.assign(this, changes);
  }
  /** Nothing is left of this stage. */
  passedStage(): void {
    const next = stages[stages.indexOf(this.stage) + 1];
    Object.assign(this, next ? { stage: next } : { state: 'sound' });
  }
  found(finding: VerificationFinding): void {
    Object.assign(this, { finding, state: 'broken' });
  }

  /** Tells how far it is; it goes on a little later where there is more. */
  pause({ at }: Act): void {
    const over = this.state !== 'running';
    Object.assign(this, {
      finishedAt: over ? at : null,
      nextDeadlineAt: over ? null : new Date(at.getTime() + pauseMs),
    });
    this.raise(verificationChanged, { verificationId: this.id, state: this.state, blocks: this.blocks });
  }
}
