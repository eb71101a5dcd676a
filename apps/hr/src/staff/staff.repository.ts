import { Injectable } from '@nestjs/common';
import { type listStaff, nameTaken, type RequestOf, shiftHoursMax, staffNotFound, staffView } from '@bumen/contracts';
import { AggregateRepository, currentWork, keepOneOf, readPage } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { Staff, type StaffStep } from './staff.entity.ts';

@Injectable()
export class StaffRepository extends AggregateRepository<Staff> {
  constructor() {
    super(Staff, {
      notFound: (id) => staffNotFound({ id }),
      view: staffView,
      // Colleagues know each other by name.
      notPersonal: ['name', 'state'],
      unique: { staff_number_key: (staff) => nameTaken({ value: staff.number }) },
    });
  }

  /**
   * Makes sure that somebody works here and doesn't leave before the transaction ends, without keeping others from
   * reading or sharing them.
   */
  async holdEmployed(staffId: string, step: StaffStep, act: Act): Promise<void> {
    await this.lockRows('SELECT id FROM staff WHERE id = $1 FOR SHARE', [staffId]);
    (await this.find(staffId)).refuseUnlessPossible(step, act);
  }

  /**
   * Everybody who works here and holds the position, locked in the order of their ids as every other transaction does
   * it.
   */
  async lockHolders(positionId: string): Promise<Staff[]> {
    const rows = await this.lockRows<{ id: string }>(
      `SELECT id FROM staff WHERE position_ids @> ARRAY[$1::uuid] AND state = 'employed' ORDER BY id FOR UPDATE`,
      [positionId],
    );
    return Promise.all(rows.map(({ id }) => this.lock(id)));
  }

  /** Names by staff id. */
  async names(staffIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.read<{ id: string; name: string }>(
      'SELECT id, name FROM staff WHERE id = ANY($1::uuid[])',
      [staffIds],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** When a day begins in a time zone. */
  async beginningOf(day: string, zone: string): Promise<Date> {
    const [row] = await this.read<{ at: Date }>('SELECT $1::date::timestamp AT TIME ZONE $2 AS at', [day, zone]);
    return row!.at;
  }

  page(request: RequestOf<typeof listStaff>): Promise<{ items: Staff[]; nextCursor: string | null }> {
    const query = this.select(Staff, 'staff');
    keepOneOf(query, { teamId: request.teamId });
    if (request.role !== undefined) query.andWhere('staff.roles && :roles::text[]', { roles: request.role });
    if (request.active !== undefined)
      query.andWhere('staff.state = :state', { state: request.active ? 'employed' : 'left' });
    if (request.onShift !== undefined) {
      // No shift is longer than that, so older ones need not be looked at.
      const earliest = new Date(currentWork().now.getTime() - shiftHoursMax * 3_600_000);
      query.andWhere(
        `(staff.state = 'employed' AND EXISTS (SELECT 1 FROM shift WHERE shift.staff_id = staff.id AND shift.state = 'planned'
          AND shift.starts_at BETWEEN :earliest AND :now AND shift.ends_at > :now)) = :onShift`,
        { earliest, now: currentWork().now, onShift: request.onShift },
      );
    }
    return readPage(query, request, { by: ['number'], direction: 'asc' }, (staff) => staff);
  }
}
