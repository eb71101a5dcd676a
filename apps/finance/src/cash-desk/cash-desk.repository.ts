import { Injectable } from '@nestjs/common';
import { cashDeskNotFound, cashDeskView, type listCashDesks, type RequestOf, type Role } from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { CashDesk } from './cash-desk.entity.ts';

@Injectable()
export class CashDeskRepository extends AggregateRepository<CashDesk> {
  constructor() {
    super(CashDesk, { notFound: (id) => cashDeskNotFound({ id }), view: cashDeskView });
  }

  page({
    state,
    custodianId,
    ...request
  }: RequestOf<typeof listCashDesks>): Promise<{ items: CashDesk[]; nextCursor: string | null }> {
    const query = this.select(CashDesk, 'desk');
    keepOneOf(query, { state, custodianId });
    return readPage(query, request, { by: ['id'], direction: 'asc' }, (desk) => desk);
  }

  /** Somebody of the staff, as hr told of them. */
  async staff(id: string): Promise<{ readonly name: string; readonly roles: Role[] } | undefined> {
    const [row] = await this.read<{ name: string; roles: Role[] }>(
      'SELECT name, roles FROM staff_member WHERE id = $1 AND active',
      [id],
    );
    return row;
  }
}
