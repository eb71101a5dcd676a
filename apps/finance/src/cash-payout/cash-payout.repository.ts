import { Injectable } from '@nestjs/common';
import { cashPayoutNotFound, cashPayoutView, type listCashPayouts, type RequestOf } from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { CashPayout } from './cash-payout.entity.ts';

@Injectable()
export class CashPayoutRepository extends AggregateRepository<CashPayout> {
  constructor() {
    super(CashPayout, {
      notFound: (id) => cashPayoutNotFound({ id }),
      view: cashPayoutView,
      // A code, a hash and one of two boxes.
      notPersonal: ['firm', 'firmName', 'box'],
    });
  }

  /**
   * What was paid to this firm, by its code or its name, in less than so many days before and after a day, in fen.
   * Nobody else pays it until this transaction ends, at whatever desk (F-20).
   */
  async paidToFirm({ firm, firmName, day }: CashPayout, days: number): Promise<number> {
    await this.lockRows('SELECT pg_advisory_xact_lock(hashtextextended(payee, 0)) FROM unnest($1::text[]) AS payee', [
      [`firm ${firm}`, `firm named ${firmName}`].toSorted(),
    ]);
    const [row] = await this.read<{ sum: string }>(
      `SELECT coalesce(sum(amount_fen), 0) AS sum FROM cash_payout
        WHERE (firm = $1 OR firm_name = $2) AND state = 'paid'
          AND day > $3::date - $4::int AND day < $3::date + $4::int`,
      [firm, firmName, day, days],
    );
    return Number(row!.sum);
  }

  page({
    cashDeskId: deskId,
    paymentId,
    day,
    state,
    kind,
    takingsPermitId,
    ...request
  }: RequestOf<typeof listCashPayouts>): Promise<{ items: CashPayout[]; nextCursor: string | null }> {
    const query = this.select(CashPayout, 'payout');
    keepOneOf(query, { deskId, paymentId, day, state, kind, takingsPermitId });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (payout) => payout);
  }
}
