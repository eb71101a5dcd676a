import { Column, Entity, Index } from 'typeorm';
import {
  accountClosingChanged,
  accountClosingSteps,
  accountInUse,
  accountNotClosable,
  secondHand,
  type AccountClosingState,
  type AccountUse,
  type PaperHand,
  type Problem,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { LedgerAccount } from '../chart/account.entity.ts';
import { handOf } from '../hand.ts';

type Step = keyof typeof accountClosingSteps.steps;
interface Columns extends ColumnsOf<AccountClosing> {}

const did = { zh: '申请停用该科目', en: 'asked to close the account' };
const hands = { zh: '须由另一位会计、财务经理或总经理同意', en: 'another accountant or a manager agrees to it' };

/**
 * That an account is to be closed, and is, until it is opened again (F-01). Whether it is closed stands in its own row
 * as well, for those who post.
 */
@Entity('account_closing')
@Index('account_closing_stands', ['code'], { unique: true, where: `state IN ('asked', 'closed')` })
@Index('account_closing_code', ['code', 'id'])
export class AccountClosing extends StatefulAggregate<AccountClosingState, Step, Act, Columns> {
  @Column('text')
  readonly state!: AccountClosingState;

  @Column('text')
  readonly code!: string;

  @Column('text')
  readonly title!: string;

  @Column('uuid')
  readonly askedById!: string;

  @Column('text')
  readonly askedByName!: string;

  @Column('timestamptz')
  readonly askedAt!: Date;

  /** Who agreed or refused. */
  @Column('jsonb', { nullable: true })
  readonly decided!: PaperHand | null;

  @Column('jsonb', { nullable: true })
  readonly reopened!: PaperHand | null;

  @Column('text')
  readonly reason!: string;

  /** `uses`: what keeps the account from being closed. */
  static ask(
    id: string,
    { code, title }: Pick<LedgerAccount, 'code' | 'title'>,
    uses: readonly AccountUse[],
    reason: string,
    act: Act,
  ): AccountClosing {
    refuseInUse(code, uses);
    const closing = new AccountClosing();
    const asked = { askedById: act.by.id, askedByName: act.by.name, askedAt: act.at };
    closing.open({ id, state: 'asked', code, title, ...asked, decided: null, reopened: null, reason }, act);
    closing.#tell();
    return closing;
  }

  /** `uses`: as they are while nobody posts. */
  agree(uses: readonly AccountUse[], act: Act): void {
    this.refuseUnlessPossible('agree', act);
    refuseInUse(this.code, uses);
    this.step('agree', act, { decided: handOf(act) });
    this.#tell();
  }

  refuse(reason: string, act: Act): void {
    this.step('refuse', act, { decided: handOf(act), reason });
    this.#tell();
  }

  reopen(reason: string, act: Act): void {
    this.step('reopen', act, { reopened: handOf(act), reason });
    this.#tell();
  }

  protected get table() {
    return accountClosingSteps;
  }

  protected override keepsFrom(step: Step, { by }: Act): Problem | undefined {
    return step === 'agree' && by.id === this.askedById ? secondHand({ did, hands }) : undefined;
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
  }

  #tell(): void {
    const { id: accountClosingId, code, state, askedById } = this;
    this.raise(accountClosingChanged, { accountClosingId, code, state, askedById });
  }
}

function refuseInUse(code: string, uses: readonly AccountUse[]): void {
  if (uses.length > 0) throw accountNotClosable({ code, why: uses.map((use) => accountInUse[use]) });
}
