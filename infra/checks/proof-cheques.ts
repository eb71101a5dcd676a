import { registerChequeBook, registerCustodyItem } from '@bumen/contracts';
import type { Client, Desk } from '@bumen/testing';

/** The cheque books of the proof house, all in the hand of one cashier. */
export class ProofCheques {
  readonly #desk: Desk;
  readonly #holder: Client;
  #books = 0;
  #ready: Promise<unknown> | undefined;

  constructor(desk: Desk, holder: Client) {
    this.#desk = desk;
    this.#holder = holder;
  }

  get accountant(): Client {
    return this.#desk.as('accountant');
  }

  /** A book that the cashier holds. */
  async book(): Promise<string> {
    await (this.#ready ??= this.#hire());
    const holderId = this.#holder.caller.staffId;
    const item = { kind: 'cheque_book' as const, itemName: '支票簿', holderId };
    const { id: custodyItemId } = await this.#desk.as('finance_manager').call(registerCustodyItem, item);
    const numbers = { series: `Q${(this.#books += 1)}`, firstNumber: 1, lastNumber: 25 };
    return (await this.accountant.call(registerChequeBook, { custodyItemId, bankAccount: '1002', ...numbers })).id;
  }

  async ids(): Promise<Readonly<Record<string, string>>> {
    return { chequeBookId: await this.book() };
  }

  /** As if hr had told of them, unless it has. */
  #hire(): Promise<unknown> {
    const { staffId, name, roles } = this.#holder.caller;
    return this.#desk.sql(
      'finance',
      'INSERT INTO staff_member (id, name, active, roles) VALUES ($1, $2, true, $3) ON CONFLICT DO NOTHING',
      [staffId, name, roles],
    );
  }
}
