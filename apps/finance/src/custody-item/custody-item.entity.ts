import { Column, Entity, Index } from 'typeorm';
import {
  custodyItemChanged,
  custodyItemKind,
  custodyItemLeftBehind,
  custodyItemSteps,
  custodyNotYours,
  custodyTooMuch,
  heldApart,
  wordsOf,
  type CustodyItemKind,
  type CustodyItemState,
  type PaperHand,
  type Problem,
} from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { handOf } from '../hand.ts';

type Step = keyof typeof custodyItemSteps.steps;
interface Columns extends ColumnsOf<CustodyItem> {}

/** Who may come to hold it, and what they hold already; read under a lock for them. */
export interface Holder {
  readonly id: string;
  readonly name: string;
  readonly holds: readonly CustodyItemKind[];
}

/** A seal, a cheque book or a key (F-11), and in whose hand it is. That changes only by both of them (F-16). */
@Entity('custody_item')
@Index('custody_item_holder', ['holderId', 'id'])
export class CustodyItem extends StatefulAggregate<CustodyItemState, Step, Act, Columns> {
  @Column('text')
  readonly kind!: CustodyItemKind;

  @Column('text')
  readonly itemName!: string;

  @Column('text')
  readonly state!: CustodyItemState;

  /** Staff id. */
  @Column('uuid')
  readonly holderId!: string;

  @Column('text')
  readonly holderName!: string;

  @Column('timestamptz')
  readonly heldSince!: Date;

  @Column('boolean')
  readonly holderGone!: boolean;

  @Column('uuid', { nullable: true })
  readonly receiverId!: string | null;

  @Column('text', { nullable: true })
  readonly receiverName!: string | null;

  @Column('jsonb', { nullable: true })
  readonly given!: PaperHand | null;

  @Column('text', { nullable: true })
  readonly reason!: string | null;

  static register(id: string, given: Pick<Columns, 'kind' | 'itemName'>, holder: Holder, act: Act): CustodyItem {
    refuseTooMuch(given.kind, holder);
    const item = new CustodyItem();
    const held = { holderId: holder.id, holderName: holder.name, heldSince: act.at, holderGone: false };
    const nobody = { receiverId: null, receiverName: null, given: null, reason: null };
    item.open({ id, state: 'held', ...given, ...held, ...nobody }, act);
    item.#tell();
    return item;
  }

  give(receiver: Holder, act: Act): void {
    this.refuseUnlessPossible('give', act);
    refuseTooMuch(this.kind, receiver);
    this.step('give', act, { receiverId: receiver.id, receiverName: receiver.name, given: handOf(act) });
    this.#tell();
  }

  accept(receiver: Holder, act: Act): void {
    this.refuseUnlessPossible('accept', act);
    refuseTooMuch(this.kind, receiver);
    const held = { holderId: receiver.id, holderName: receiver.name, heldSince: act.at, holderGone: false };
    this.step('accept', act, { ...held, receiverId: null, receiverName: null });
    this.#tell();
  }

  decline(act: Act): void {
    this.step('decline', act, { receiverId: null, receiverName: null, given: null });
    this.#tell();
  }

  retire(reason: string, act: Act): void {
    this.step('retire', act, { reason });
    this.#tell();
  }

  /** Whoever holds it has left the company, or is back. */
  holderIs(gone: boolean, act: Act): void {
    if (gone === this.holderGone || this.state === 'retired') return;
    this.become({ holderGone: gone }, act);
    this.#tell();
    const { id: custodyItemId, kind, holderId } = this;
    if (gone) this.raise(custodyItemLeftBehind, { custodyItemId, kind, holderId });
  }

  protected get table() {
    return custodyItemSteps;
  }

  protected override keepsFrom(step: Step, { by }: Act): Problem | undefined {
    const isHolder = by.id === this.holderId;
    const inStead = this.holderGone && by.roles.includes('finance_manager');
    switch (step) {
      case 'give':
        return isHolder || inStead ? undefined : custodyNotYours({ person: this.holderName });
      case 'accept':
        return by.id === this.receiverId ? undefined : custodyNotYours({ person: this.receiverName! });
      case 'decline':
        if (isHolder || inStead || by.id === this.receiverId) return undefined;
        return custodyNotYours({ person: this.receiverName! });
      case 'retire':
        return undefined;
    }
  }

  protected become(changes: Partial<Columns>, _act: Act): void {
    Object.assign(this, changes);
  }

  #tell(): void {
    const { id: custodyItemId, kind, state, holderId, receiverId, holderGone } = this;
    this.raise(custodyItemChanged, { custodyItemId, kind, state, holderId, receiverId, holderGone });
  }
}

/** The two seals and the cheque books are held by three persons (F-18); of cheque books one may hold several. */
function refuseTooMuch(kind: CustodyItemKind, { name: person, holds }: Holder): void {
  if (!heldApart.has(kind)) return;
  const other = holds.find((one) => heldApart.has(one) && (one !== kind || kind !== 'cheque_book'));
  if (other !== undefined) throw custodyTooMuch({ person, held: wordsOf(custodyItemKind)[other] });
}
