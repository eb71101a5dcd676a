import { Injectable } from '@nestjs/common';
import { cashDrawNotFound, cashDrawView, drawNumberUsed, type listCashDraws, type RequestOf } from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { CashDraw } from './cash-draw.entity.ts';

@Injectable()
export class CashDrawRepository extends AggregateRepository<CashDraw> {
  constructor() {
    super(CashDraw, {
      notFound: (id) => cashDrawNotFound({ id }),
      view: cashDrawView,
      notPersonal: ['numberKey'],
      unique: { cash_draw_number: ({ bankAccount, number }) => drawNumberUsed({ bankAccount, number }) },
    });
  }

  page({
    cashDeskId: deskId,
    day,
    state,
    ...request
  }: RequestOf<typeof listCashDraws>): Promise<{ items: CashDraw[]; nextCursor: string | null }> {
    const query = this.select(CashDraw, 'draw');
    keepOneOf(query, { deskId, day, state });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (draw) => draw);
  }
}
