import { Injectable } from '@nestjs/common';
import {
  cashDepositNotFound,
  cashDepositView,
  depositSlipUsed,
  type listCashDeposits,
  type RequestOf,
} from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { CashDeposit } from './cash-deposit.entity.ts';

@Injectable()
export class CashDepositRepository extends AggregateRepository<CashDeposit> {
  constructor() {
    super(CashDeposit, {
      notFound: (id) => cashDepositNotFound({ id }),
      view: cashDepositView,
      // The bank's, and of a form that takes no words.
      notPersonal: ['slipNumber', 'slipKey'],
      unique: {
        cash_deposit_slip: ({ bankAccount, slipNumber }) => depositSlipUsed({ bankAccount, number: slipNumber! }),
      },
    });
  }

  page({
    cashDeskId: deskId,
    day,
    state,
    kind,
    ...request
  }: RequestOf<typeof listCashDeposits>): Promise<{ items: CashDeposit[]; nextCursor: string | null }> {
    const query = this.select(CashDeposit, 'deposit');
    keepOneOf(query, { deskId, day, state, kind });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (deposit) => deposit);
  }

  /** Whether something of the desk is on its way to the bank. */
  async isUnderWay(deskId: string): Promise<boolean> {
    const rows = await this.read(
      `SELECT 1 AS one FROM cash_deposit WHERE desk_id = $1 AND state IN ('left', 'return_asked') LIMIT 1`,
      [deskId],
    );
    return rows.length > 0;
  }
}
