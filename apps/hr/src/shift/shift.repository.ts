import { Injectable } from '@nestjs/common';
import { type listShifts, type RequestOf, shiftHoursMax, shiftNotFound, shiftView } from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { Shift, type Stretch } from './shift.entity.ts';

/** No shift is longer than that, so one that overlaps began no earlier. */
const longestMs = shiftHoursMax * 3_600_000;

@Injectable()
export class ShiftRepository extends AggregateRepository<Shift> {
  constructor() {
    super(Shift, { notFound: (id) => shiftNotFound({ id }), view: shiftView, notPersonal: ['state'] });
  }

  /** A shift of the person that has time in common with this stretch. Sure only while the person is locked. */
  async overlapping(staffId: string, { startsAt, endsAt }: Stretch): Promise<Stretch | undefined> {
    const [row] = await this.read<{ starts_at: Date; ends_at: Date }>(
      `SELECT starts_at, ends_at FROM shift
       WHERE staff_id = $1 AND state = 'planned' AND starts_at < $3 AND starts_at > $4 AND ends_at > $2
       ORDER BY starts_at LIMIT 1`,
      [staffId, startsAt, endsAt, new Date(startsAt.getTime() - longestMs)],
    );
    return row && { startsAt: row.starts_at, endsAt: row.ends_at };
  }

  /** Shifts of the person that aren't over. */
  async comingOf(staffId: string, now: Date): Promise<string[]> {
    const rows = await this.read<{ id: string }>(
      `SELECT id FROM shift WHERE staff_id = $1 AND state = 'planned'
         AND starts_at > $3 AND ends_at > $2 ORDER BY id`,
      [staffId, now, new Date(now.getTime() - longestMs)],
    );
    return rows.map((row) => row.id);
  }

  page(request: RequestOf<typeof listShifts>): Promise<{ items: Shift[]; nextCursor: string | null }> {
    const query = this.select(Shift, 'shift');
    keepOneOf(query, { staffId: request.staffId });
    if (request.from !== undefined)
      query.andWhere('shift.endsAt > :from AND shift.startsAt > :earliest', {
        from: request.from,
        earliest: new Date(Date.parse(request.from) - longestMs),
      });
    if (request.until !== undefined) query.andWhere('shift.startsAt < :until', { until: request.until });
    return readPage(query, request, { by: ['startsAt', 'id'], direction: 'asc' }, (shift) => shift);
  }
}
