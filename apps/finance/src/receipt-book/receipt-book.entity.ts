import { Column, Entity, Index } from 'typeorm';
import { receiptBookChanged, receiptBookSteps, type ReceiptBookState } from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';

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

  @Column('uuid')
  readonly registeredById!: string;

  @Column('text')
  readonly registeredByName!: string;

  @Column('timestamptz')
  readonly registeredAt!: Date;

  static register(
    id: string,
    given: Pick<Columns, 'deskId' | 'series' | 'firstNumber' | 'lastNumber'>,
    act: Act,
  ): ReceiptBook {
    const book = new ReceiptBook();
    const { by, at: registeredAt } = act;
    const registered = { registeredById: by.id, registeredByName: by.name, registeredAt };
    book.open({ id, state: 'in_use', ...given, ...registered }, act);
    book.#tell();
    return book;
  }

  return(act: Act): void {
    this.step('return', act);
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
