import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { PolicyValue, signInPolicy } from '@bumen/contracts';

type Rules = Pick<PolicyValue<typeof signInPolicy>, 'failuresAllowed' | 'lockMinutes'>;

/** Failures to sign in under one username, since the last success or the last lock-out (policy `hr.sign_in`). */
@Entity('failed_sign_ins')
@Index('failed_sign_ins_age', ['lastFailedAt'])
export class FailedSignIns {
  /** Also of accounts that don't exist: whoever guesses sees no difference. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'failed_sign_ins_pkey' })
  readonly username!: string;

  @Column('int')
  readonly failures!: number;

  @Column('timestamptz')
  readonly lastFailedAt!: Date;

  @Column('timestamptz', { nullable: true })
  readonly lockedUntil!: Date | null;

  static of(row: Pick<FailedSignIns, 'username' | 'failures' | 'lastFailedAt' | 'lockedUntil'>): FailedSignIns {
    return Object.assign(new FailedSignIns(), row);
  }

  /** The end of a lock-out that holds now. */
  lockedAt(now: Date): Date | undefined {
    return this.lockedUntil !== null && this.lockedUntil > now ? this.lockedUntil : undefined;
  }

  /** One more. Older failures than a lock-out is long are forgotten. Answers whether it begins a lock-out. */
  count(now: Date, { failuresAllowed, lockMinutes }: Rules): boolean {
    const lockMs = lockMinutes * 60_000;
    const forgotten = this.lockedUntil !== null || now.getTime() - this.lastFailedAt.getTime() > lockMs;
    const failures = forgotten ? 1 : this.failures + 1;
    const lockedUntil = failures >= failuresAllowed ? new Date(now.getTime() + lockMs) : null;
    Object.assign(this, { failures, lastFailedAt: now, lockedUntil });
    return lockedUntil !== null;
  }
}
