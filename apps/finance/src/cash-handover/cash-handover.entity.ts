import { Column, Entity, Index } from 'typeorm';
import {
  cashHandoverChanged,
  cashHandoverMoved,
  cashHandoverNotYours,
  cashHandoverSecondHand,
  cashHandoverSteps,
  type CashHandoverState,
  type HandoverList,
  type PaperHand,
  type Problem,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { handOf } from '../hand.ts';

type Step = keyof typeof cashHandoverSteps.steps;
interface Columns extends ColumnsOf<CashHandover> {}
export interface SignedList {
  readonly list: HandoverList;
  /** SHA-256 over it. */
  readonly digest: string;
}

/** A desk that comes into other hands (F-16): counted and closed, listed, and signed by three persons. */
@Entity('cash_handover')
@Index('cash_handover_desk', ['deskId', 'id'])
export class CashHandover extends StatefulAggregate<CashHandoverState, Step, Act, Columns> {
  @Column('uuid')
  readonly deskId!: string;

  @Column('text')
  readonly deskName!: string;

  @Column('text')
  readonly state!: CashHandoverState;

  /** Staff ids. */
  @Column('uuid')
  readonly giverId!: string;

  @Column('text')
  readonly giverName!: string;

  @Column('uuid')
  readonly receiverId!: string;

  @Column('text')
  readonly receiverName!: string;

  @Column('date', { nullable: true })
  readonly afterDay!: string | null;

  @Column('jsonb')
  readonly list!: HandoverList;

  @Column('text')
  readonly digest!: string;

  @Column('jsonb')
  readonly begun!: PaperHand;

  @Column('jsonb', { nullable: true })
  readonly received!: PaperHand | null;

  @Column('jsonb', { nullable: true })
  readonly witness!: PaperHand | null;

  @Column('text')
  readonly reason!: string;

  static begin(
    id: string,
    given: Omit<Columns, 'id' | 'state' | 'begun' | 'received' | 'witness'>,
    act: Act,
  ): CashHandover {
    const handover = new CashHandover();
    handover.open({ id, state: 'begun', ...given, begun: handOf(act), received: null, witness: null }, act);
    handover.#tell();
    return handover;
  }

  /** `now`: the list as it stands. */
  receive(now: SignedList, act: Act): void {
    this.refuseUnlessPossible('receive', act);
    this.#refuseChanged(now);
    this.step('receive', act, { received: handOf(act) });
    this.#tell();
  }

  attest(now: SignedList, act: Act): void {
    this.refuseUnlessPossible('witness', act);
    this.#refuseChanged(now);
    this.step('witness', act, { witness: handOf(act) });
    this.#tell();
  }

  cancel(act: Act): void {
    this.step('cancel', act);
    this.#tell();
  }

  protected get table() {
    return cashHandoverSteps;
  }

  protected override keepsFrom(step: Step, { by }: Act): Problem | undefined {
    const isReceiver = by.id === this.receiverId;
    const notYours = () => cashHandoverNotYours({ receiver: this.receiverName });
    switch (step) {
      case 'receive':
        return isReceiver ? undefined : notYours();
      case 'witness':
        return isReceiver || by.id === this.giverId || by.id === this.begun.byId ? cashHandoverSecondHand() : undefined;
      case 'cancel':
        return isReceiver || by.id === this.giverId || by.roles.includes('finance_manager') ? undefined : notYours();
    }
  }

  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
  }

  #refuseChanged({ digest }: SignedList): void {
    if (digest !== this.digest) throw cashHandoverChanged();
  }

  #tell(): void {
    const { id: cashHandoverId, deskId, state, giverId, receiverId, digest } = this;
    this.raise(cashHandoverMoved, { cashHandoverId, deskId, state, giverId, receiverId, digest });
  }
}
