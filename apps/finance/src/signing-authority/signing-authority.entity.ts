import { Check, Column, Entity, Index } from 'typeorm';
import {
  neverDeputies,
  signingAuthorityChanged,
  signingAuthorityNotYours,
  signingAuthoritySteps,
  signingAuthorityUnfit,
  type authorityMiss,
  type PaperHand,
  type PaymentKind,
  type PaymentSigner,
  type Problem,
  type Role,
  type SigningAuthorityState,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { handOf } from '../hand.ts';
import { dayIn } from '../period/months.ts';

type Step = keyof typeof signingAuthoritySteps.steps;
type Miss = (typeof authorityMiss)['options'][number];
interface Columns extends ColumnsOf<SigningAuthority> {}

/** Somebody of the staff, as hr told of them last. */
export interface Colleague {
  readonly name: string;
  readonly roles: readonly Role[];
}
/** What is to be signed, and by whom. */
export interface Signature {
  readonly deputyId: string;
  readonly kind: PaymentKind;
  /** Of all that counts together with it. */
  readonly amountFen: number;
  readonly day: string;
}

/** Whether somebody may sign for another: they work here, and neither pay nor audit nor are from outside (P-04). */
export const isFitDeputy = (one: Colleague | undefined): one is Colleague =>
  one !== undefined && !one.roles.some((role) => neverDeputies.has(role));

/** 授权委托 (F-06): by it somebody signs for another, within its limits. */
@Entity('signing_authority')
@Check('signing_authority_two', 'principal_id <> deputy_id')
@Check('signing_authority_days', 'until_day BETWEEN from_day AND from_day + 92')
@Index('signing_authority_principal', ['principalId', 'id'])
@Index('signing_authority_deputy', ['deputyId', 'id'])
export class SigningAuthority extends StatefulAggregate<SigningAuthorityState, Step, Act, Columns> {
  @Column('text')
  readonly state!: SigningAuthorityState;

  @Column('uuid')
  readonly principalId!: string;

  @Column('text')
  readonly principalName!: string;

  @Column('uuid')
  readonly deputyId!: string;

  @Column('text')
  readonly deputyName!: string;

  @Column('text')
  readonly role!: PaymentSigner;

  @Column('text', { array: true })
  readonly kinds!: readonly PaymentKind[];

  @Column('bigint')
  readonly maxFen!: string;

  @Column('date')
  readonly fromDay!: string;

  @Column('date')
  readonly untilDay!: string;

  @Column('timestamptz')
  readonly givenAt!: Date;

  @Column('jsonb', { nullable: true })
  readonly accepted!: PaperHand | null;

  @Column('jsonb', { nullable: true })
  readonly ended!: PaperHand | null;

  @Column('text', { nullable: true })
  readonly reason!: string | null;

  static give(
    id: string,
    given: Pick<Columns, 'deputyId' | 'deputyName' | 'role' | 'kinds' | 'fromDay' | 'untilDay'>,
    maxFen: number,
    act: Act,
  ): SigningAuthority {
    const authority = new SigningAuthority();
    const by = { principalId: act.by.id, principalName: act.by.name, givenAt: act.at };
    const before = { accepted: null, ended: null, reason: null };
    authority.open({ id, state: 'given', ...given, maxFen: String(maxFen), ...by, ...before }, act);
    authority.#tell();
    return authority;
  }

  accept(act: Act): void {
    this.step('accept', act, { accepted: handOf(act) });
    this.#tell();
  }

  end(reason: string, act: Act): void {
    this.step('end', act, { ended: handOf(act), reason });
    this.#tell();
  }

  /** Throws signingAuthorityUnfit where it doesn't cover the signature; who works here no more is undefined. */
  refuseUnless(signature: Signature, principal: Colleague | undefined, deputy: Colleague | undefined): void {
    const { deputyId, kind, amountFen, day } = signature;
    const why: Miss | false =
      (this.state !== 'in_force' && 'not_in_force') ||
      (deputyId !== this.deputyId && 'other_deputy') ||
      ((day < this.fromDay || day > this.untilDay) && 'dates') ||
      (!this.kinds.includes(kind) && 'other_kind') ||
      (amountFen > Number(this.maxFen) && 'too_much') ||
      (principal?.roles.includes(this.role) !== true && 'principal') ||
      (!isFitDeputy(deputy) && 'deputy');
    if (why) throw signingAuthorityUnfit({ why });
  }

  protected get table() {
    return signingAuthoritySteps;
  }

  protected override keepsFrom(step: Step, { by, at, zone }: Act): Problem | undefined {
    const isDeputy = by.id === this.deputyId;
    const leads = by.roles.some((role) => role === 'finance_manager' || role === 'general_manager');
    const may = isDeputy || (step === 'end' && (leads || by.id === this.principalId));
    if (!may) return signingAuthorityNotYours({ deputy: this.deputyName });
    const over = step === 'accept' && dayIn(at, zone!) > this.untilDay;
    return over ? signingAuthorityUnfit({ why: 'dates' }) : undefined;
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
  }

  #tell(): void {
    const { id: signingAuthorityId, state, principalId, deputyId, role, fromDay, untilDay } = this;
    const told = { signingAuthorityId, state, principalId, deputyId, role, fromDay, untilDay };
    this.raise(signingAuthorityChanged, told);
  }
}
