import { Injectable } from '@nestjs/common';
import { cashDeskNotFound, cashDeskView, type listCashDesks, type RequestOf, type Role } from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { isBlindTo } from './blind.ts';
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

  /**
   * Those of these desks that are not counted yet, and of whose cash they are told nothing: neither of today nor of the
   * days before, since a day begins with what the last one ended with (F-08).
   */
  async hiddenFrom(act: Pick<Act, 'by'>, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.read<{ id: string; custodianId: string }>(
      `SELECT id, custodian_id AS "custodianId" FROM cash_desk
        WHERE id = ANY($1::uuid[]) AND day IS NOT NULL AND NOT counted`,
      [ids],
    );
    return new Set(rows.filter(({ custodianId }) => isBlindTo(custodianId, act)).map(({ id }) => id));
  }

  /** Desks in use whose cash somebody holds. */
  async heldBy(custodianId: string): Promise<string[]> {
    const rows = await this.read<{ id: string }>(
      `SELECT id FROM cash_desk WHERE custodian_id = $1 AND state = 'active' ORDER BY id`,
      [custodianId],
    );
    return rows.map(({ id }) => id);
  }

  /** Whether they work here as a cashier, so that they can count what they hold and hand it over themselves (F-16). */
  async isCashier(id: string): Promise<boolean> {
    return (await this.staff(id))?.roles.includes('cashier') === true;
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
