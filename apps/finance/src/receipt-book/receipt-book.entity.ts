import { Column, Entity, Index } from 'typeorm';
import { receiptBookChanged, receiptBookSteps, type PaperHand, type ReceiptBookState } from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { handOf } from '../hand.ts';

type Step = keyof typeof receiptBookSteps.steps;
interface Columns extends ColumnsOf<ReceiptBook> {}

/** A registered book of receipts (F-02, F-11). Which number comes next stands in a row of its own. */
@Entity('receipt_book')
@Index('receipt_book_series', ['series', 'firstNumber'])
@Index('receipt_book_desk', ['deskId', 'id'])
export class ReceiptBook extends StatefulAggregate<ReceiptBookState, Step, Act, Columns> {
  @Column('uuid')
  readonly deskId!: string;

  @Column('text')
  readonly series!: string;

  @Column('int')
  readonly firstNumber!: number;

  @Column('int')
  readonly lastNumber!: number;

  @Column('text')
  readonly state!: ReceiptBookState;

  /** Staff id of who held the desk then. */
  @Column('uuid')
  readonly takenById!: string;

  @Column('text')
  readonly takenByName!: string;

  @Column('uuid')
  readonly registeredById!: string;

  @Column('text')
  readonly registeredByName!: string;

  @Column('timestamptz')
  readonly registeredAt!: Date;

  @Column('jsonb', { nullable: true })
  readonly takenBack!: PaperHand | null;

  @Column('text', { nullable: true })
  readonly reason!: string | null;

  /** How many numbers were left as it was returned. */
  @Column('int')
  readonly cancelledCount!: number;

  static register(
    id: string,
    given: Pick<Columns, 'deskId' | 'series' | 'firstNumber' | 'lastNumber' | 'takenById' | 'takenByName'>,
    act: Act,
  ): ReceiptBook {
    const book = new ReceiptBook();
    const { by, at: registeredAt } = act;
    const registered = { registeredById: by.id, registeredByName: by.name, registeredAt };
    const before = { takenBack: null, reason: null, cancelledCount: 0 };
    book.open({ id, state: 'in_use', ...given, ...registered, ...before }, act);
    book.#tell();
    return book;
  }

  /** `left`: how many of its numbers nobody has used. */
  return(reason: string, left: number, act: Act): void {
    this.step('return', act, { takenBack: handOf(act), reason, cancelledCount: left });
    this.#tell();
  }

  protected get table() {
    return receiptBookSteps;
  }
  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
  }

  #tell(): void {
    const { id: receiptBookId, deskId, series, firstNumber, lastNumber, state } = this;
    this.raise(receiptBookChanged, { receiptBookId, deskId, series, firstNumber, lastNumber, state });
  }
}
