import { Column, Entity, Index } from 'typeorm';
import { chequeBookChanged, chequeBookSteps, type ChequeBookState, type PaperHand } from '@bumen/contracts';
import { StatefulAggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { CustodyItem } from '../custody-item/custody-item.entity.ts';
import { handOf } from '../hand.ts';

type Step = keyof typeof chequeBookSteps.steps;
interface Columns extends ColumnsOf<ChequeBook> {}

/** A registered book of cheques (F-11). Which number comes next stands in a row of its own. */
@Entity('cheque_book')
@Index('cheque_book_series', ['bankAccount', 'series', 'firstNumber'])
@Index('cheque_book_item', ['custodyItemId'], { unique: true, where: `state = 'in_use'` })
export class ChequeBook extends StatefulAggregate<ChequeBookState, Step, Act, Columns> {
  @Column('uuid')
  readonly custodyItemId!: string;

  @Column('text')
  readonly bankAccount!: string;

  @Column('text')
  readonly series!: string;

  @Column('int')
  readonly firstNumber!: number;

  @Column('int')
  readonly lastNumber!: number;

  @Column('text')
  readonly state!: ChequeBookState;

  /** Staff id of who held it then. */
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
    given: Pick<Columns, 'bankAccount' | 'series' | 'firstNumber' | 'lastNumber'>,
    { id: custodyItemId, holderId: takenById, holderName: takenByName }: CustodyItem,
    act: Act,
  ): ChequeBook {
    const book = new ChequeBook();
    const { by, at: registeredAt } = act;
    const registered = { registeredById: by.id, registeredByName: by.name, registeredAt };
    const before = { takenBack: null, reason: null, cancelledCount: 0 };
    const taken = { custodyItemId, takenById, takenByName };
    book.open({ id, state: 'in_use', ...given, ...taken, ...registered, ...before }, act);
    book.#tell();
    return book;
  }

  /** `left`: how many of its numbers nobody has used. */
  return(reason: string, left: number, act: Act): void {
    this.step('return', act, { takenBack: handOf(act), reason, cancelledCount: left });
    this.#tell();
  }

  /** A number of it as it is printed. */
  printed(place: number): string {
    return `${this.series}-${String(place).padStart(8, '0')}`;
  }

  protected get table() {
    return chequeBookSteps;
  }
  protected become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
  }

  #tell(): void {
    const { id: chequeBookId, custodyItemId, bankAccount, series, firstNumber, lastNumber, state } = this;
    const numbers = { series, firstNumber, lastNumber };
    this.raise(chequeBookChanged, { chequeBookId, custodyItemId, bankAccount, ...numbers, state });
  }
}
