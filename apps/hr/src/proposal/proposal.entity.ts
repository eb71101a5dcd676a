import { Column, Entity, Index } from 'typeorm';
import {
  notYourOwn,
  proposalChanged,
  proposalNotYours,
  proposalSteps,
  type Problem,
  type ProposalKind,
  type Role,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';

type ProposalState = keyof typeof proposalSteps.states;
type Step = keyof typeof proposalSteps.steps;
interface Columns extends ColumnsOf<Proposal> {}

/** What is to be done when it is approved. */
export interface Wanted {
  readonly positionIds?: readonly string[];
  /** The roles that the positions give together. */
  readonly roles?: readonly Role[];
  /** The account that gets a one-time password. */
  readonly accountId?: string;
  readonly value?: unknown;
  readonly effectiveFrom?: string;
}
/** What it was decided to ask for on; anything else then, and it is no longer what was asked for. */
export interface Basis {
  readonly positionIds?: readonly string[];
  /** Of the account, or of the policy. */
  readonly version?: number;
}
/** What is asked for. `subject` is what only one proposal of a kind at a time is about. */
export type Asked = Pick<
  Columns,
  'kind' | 'subject' | 'staffId' | 'wanted' | 'basis' | 'passwordHash' | 'passwordHalf' | 'reason'
>;

const dayMs = 86_400_000;

/**
 * Something that gives power, asked for by one person and decided by a second (P-04). Neither who asked nor whom it is
 * for decides it. What was asked for never changes; it waits for as many days as it was told when it was asked.
 */
@Entity('proposal')
@Index('proposal_open', ['kind', 'subject'], { unique: true, where: "state = 'open'" })
@Index('proposal_age', ['askedAt', 'id'])
export class Proposal extends StatefulAggregate<ProposalState, Step, Act, Columns> {
  @Column('text')
  readonly kind!: ProposalKind;

  /** Staff id, or the name of the policy. */
  @Column('text')
  readonly subject!: string;

  /** Whom it gives power, or a password. */
  @Column('uuid', { nullable: true })
  readonly staffId!: string | null;

  @Column('jsonb')
  readonly wanted!: Wanted;

  @Column('jsonb')
  readonly basis!: Basis;

  /** Of both halves of a one-time password, while it waits; argon2id, in the PHC format. */
  @Column('text', { nullable: true })
  readonly passwordHash!: string | null;

  /** The half that who approves is told; while it waits, and good for nothing without the other. */
  @Column('text', { nullable: true })
  readonly passwordHalf!: string | null;

  @Column('text')
  readonly reason!: string;

  /** Staff id. */
  @Column('uuid')
  readonly askedBy!: string;

  @Column('text')
  readonly askedByName!: string;

  @Column('timestamptz')
  readonly askedAt!: Date;

  /** Staff id of who approved or refused it; null where the owner of the database did. */
  @Column('uuid', { nullable: true })
  readonly decidedBy!: string | null;

  @Column('text', { nullable: true })
  readonly decidedByName!: string | null;

  /** When it ended, whichever way. */
  @Column('timestamptz', { nullable: true })
  readonly decidedAt!: Date | null;

  @Column('text', { nullable: true })
  readonly decidedWhy!: string | null;

  @Column('text')
  readonly state!: ProposalState;

  /** When it expires. */
  @Column('timestamptz', { nullable: true })
  @Index('proposal_next_deadline', { where: 'next_deadline_at IS NOT NULL' })
  readonly nextDeadlineAt!: Date | null;

  static ask(id: string, asked: Asked, act: Act): Proposal {
    if (act.by.id === asked.staffId) throw notYourOwn();
    const { kind, subject, staffId, wanted, basis, passwordHash, passwordHalf, reason } = asked;
    const proposal = new Proposal();
    proposal.open(
      {
        ...{ id, kind, subject, staffId, wanted, basis, passwordHash, passwordHalf, reason },
        ...{ askedBy: act.by.id, askedByName: act.by.name, askedAt: act.at },
        ...{ decidedBy: null, decidedByName: null, decidedAt: null, decidedWhy: null },
        state: 'open',
        nextDeadlineAt: new Date(act.at.getTime() + act.rules.proposalDays * dayMs),
      },
      act,
    );
    return proposal;
  }

  /** `as`: one of the staff, or the owner of the database, who is none. */
  approve(why: string, act: Act, as: 'staff' | 'owner' = 'staff'): void {
    this.#end('approve', why, act, as === 'staff' ? act.by.id : null);
  }

  refuse(why: string, act: Act): void {
    this.#end('refuse', why, act);
  }

  withdraw(why: string, act: Act): void {
    this.#end('withdraw', why, act);
  }

  expire(act: Act): void {
    this.step('expire', act, { decidedAt: act.at, passwordHash: null, passwordHalf: null, nextDeadlineAt: null });
  }

  protected get table() {
    return proposalSteps;
  }

  protected override keepsFrom(step: Step, act: Act): Problem | undefined {
    const asker = act.by.id === this.askedBy;
    switch (step) {
      case 'approve':
      case 'refuse':
        return asker || act.by.id === this.staffId ? notYourOwn() : undefined;
      case 'withdraw':
        return asker ? undefined : proposalNotYours();
      case 'expire':
        return undefined;
    }
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
    const { id: proposalId, kind, state, staffId, askedBy: askedById, decidedBy: decidedById } = this;
    this.raise(proposalChanged, { proposalId, kind, state, staffId, askedById, decidedById });
  }

  #end(
    step: 'approve' | 'refuse' | 'withdraw',
    decidedWhy: string,
    act: Act,
    decidedBy: string | null = act.by.id,
  ): void {
    this.step(step, act, {
      ...{ decidedBy, decidedByName: act.by.name, decidedAt: act.at, decidedWhy },
      ...{ passwordHash: null, passwordHalf: null, nextDeadlineAt: null },
    });
  }
}
