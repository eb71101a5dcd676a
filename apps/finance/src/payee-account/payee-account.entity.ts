import { Check, Column, Entity, Index } from 'typeorm';
import {
  payeeAccountChanged,
  payeeAccountNotInForce,
  payeeAccountSteps,
  secondHand,
  type PaperHand,
  type PayeeAccountState,
  type PaymentPayee,
  type Problem,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { handOf } from '../hand.ts';
import { isPaidTo, plainName } from '../payee-keys.ts';

type Step = keyof typeof payeeAccountSteps.steps;
interface Columns extends ColumnsOf<PayeeAccount, 'payee'> {}

const registeredIt = { zh: '登记该账户', en: 'registered the account' };
const isPaid = { zh: '是该账户的收款人', en: 'are whose account it is' };
const hands = {
  zh: '账户须由登记人、收款人以外的财务经理或总经理批准',
  en: 'it is approved by a finance manager or general manager who did not register it and whose account it is not',
};

/** 收款账户 (F-06). What it says never changes, so whoever signed a payment to it signed for this bank and number. */
@Entity('payee_account')
@Check('payee_account_digits', `account_number ~ '^[0-9]{8,32}$'`)
@Check('payee_account_two', `approved ->> 'byId' NOT IN (registered_by_id::text, staff_id::text)`)
@Index('payee_account_number', ['accountNumber'], { unique: true, where: `state = 'in_force'` })
@Index('payee_account_party', ['party', 'id'], { where: 'party IS NOT NULL' })
@Index('payee_account_staff', ['staffId', 'id'], { where: 'staff_id IS NOT NULL' })
export class PayeeAccount extends StatefulAggregate<PayeeAccountState, Step, Act, Columns> {
  @Column('text')
  readonly state!: PayeeAccountState;

  @Column('text')
  readonly payeeKind!: PaymentPayee['kind'];

  @Column('text')
  readonly payeeName!: string;

  @Column('text', { nullable: true })
  readonly party!: string | null;

  @Column('uuid', { nullable: true })
  readonly staffId!: string | null;

  @Column('text')
  readonly bankName!: string;

  /** Digits alone, so that it is the same however it was written. */
  @Column('text')
  readonly accountNumber!: string;

  @Column('uuid', { nullable: true })
  readonly replacesId!: string | null;

  @Column('uuid', { nullable: true })
  readonly successorId!: string | null;

  @Column('uuid')
  readonly registeredById!: string;

  @Column('text')
  readonly registeredByName!: string;

  @Column('timestamptz')
  readonly registeredAt!: Date;

  @Column('jsonb', { nullable: true })
  readonly approved!: PaperHand | null;

  @Column('jsonb', { nullable: true })
  readonly refused!: PaperHand | null;

  @Column('jsonb', { nullable: true })
  readonly retired!: PaperHand | null;

  @Column('text', { nullable: true })
  readonly reason!: string | null;

  /** `replaces`: the entry that it corrects. */
  static register(
    id: string,
    { payee, ...given }: Pick<Columns, 'bankName' | 'accountNumber'> & { readonly payee: PaymentPayee },
    replaces: PayeeAccount | null,
    act: Act,
  ): PayeeAccount {
    replaces?.refuseUnlessInForce();
    const account = new PayeeAccount();
    const { kind: payeeKind, payeeName, party, staffId } = payee;
    const { by, at: registeredAt } = act;
    const registered = { registeredById: by.id, registeredByName: by.name, registeredAt };
    const before = { successorId: null, approved: null, refused: null, retired: null, reason: null };
    const content = { ...given, accountNumber: digitsOf(given.accountNumber), replacesId: replaces?.id ?? null };
    account.open(
      { id, state: 'registered', payeeKind, payeeName, party, staffId, ...content, ...registered, ...before },
      act,
    );
    account.#tell();
    return account;
  }

  /** Whether it is theirs, however their name is written. */
  isOf(payee: PaymentPayee): boolean {
    const [own, theirs] = [this.payee, payee].map(({ kind, staffId, party, payeeName }) =>
      [kind, staffId, party?.toUpperCase(), plainName(payeeName)].join(' '),
    );
    return own === theirs;
  }

  get payee(): PaymentPayee {
    const { payeeKind: kind, payeeName, party, staffId } = this;
    return { kind, payeeName, party, staffId };
  }

  approve(act: Act): void {
    this.step('approve', act, { approved: handOf(act) });
    this.#tell();
  }

  refuse(reason: string, act: Act): void {
    this.step('refuse', act, { refused: handOf(act), reason });
    this.#tell();
  }

  retire(reason: string, act: Act): void {
    this.step('retire', act, { retired: handOf(act), reason });
    this.#tell();
  }

  /** Throws payeeAccountNotInForce where it was retired, or replaced by another one, before. */
  replaceBy({ id: successorId }: PayeeAccount, act: Act): void {
    this.refuseUnlessInForce();
    this.step('replace', act, { retired: handOf(act), successorId });
    this.#tell();
  }

  /** Throws payeeAccountNotInForce. */
  refuseUnlessInForce(): void {
    const { id, state, successorId } = this;
    if (state !== 'in_force') throw payeeAccountNotInForce({ id, why: successorId === null ? state : 'replaced' });
  }

  protected get table() {
    return payeeAccountSteps;
  }

  protected override keepsFrom(step: Step, { by }: Act): Problem | undefined {
    if (step !== 'approve') return undefined;
    if (by.id === this.registeredById) return secondHand({ did: registeredIt, hands });
    return isPaidTo(this.payee, by) ? secondHand({ did: isPaid, hands }) : undefined;
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
  }

  #tell(): void {
    const { id: payeeAccountId, state, payeeKind, party, staffId, replacesId, successorId } = this;
    this.raise(payeeAccountChanged, { payeeAccountId, state, payeeKind, party, staffId, replacesId, successorId });
  }
}

/** However a number of a bank account is written. */
export const digitsOf = (accountNumber: string): string => accountNumber.replaceAll(/\D/g, '');
