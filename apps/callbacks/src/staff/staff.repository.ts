import { Injectable } from '@nestjs/common';
import { currentWork, Repository } from '@bumen/service-kit';
import type { StaffMember } from '../copies.entity.ts';

/** Key of the lock under which callbacks are shared out; any number, as long as nothing else takes it. */
const sharingOut = 0x0ca11bac;

type Specialist = Pick<StaffMember, 'id' | 'name' | 'active' | 'roles'>;

@Injectable()
export class StaffRepository extends Repository {
  /** Null where nobody of this id has been heard of. */
  async find(id: string): Promise<Specialist | null> {
    const [found] = await this.read<Specialist>('SELECT id, name, active, roles FROM staff_member WHERE id = $1', [id]);
    return found ?? null;
  }

  /** Works out anew when somebody is on duty; both the person's copy and their shifts' stand already. */
  async recountDuty(staffId: string): Promise<void> {
    // Person and shifts come by different chains; each must see what the other wrote, or a shift would be missing.
    await this.lockRows(`SELECT pg_advisory_xact_lock(hashtextextended('duty ' || $1, 0))`, [staffId]);
    await this.change(
      `UPDATE staff_member s SET on_duty = CASE WHEN s.locked THEN '{}' ELSE ${dutyOf('$1', 2)} END,
         off_since = ${offSince(2)} WHERE id = $1`,
      [staffId, currentWork().now],
    );
  }

  async noteLocked(staffId: string, locked: boolean): Promise<void> {
    await this.change('UPDATE staff_member SET locked = $2 WHERE id = $1', [staffId, locked]);
  }

  /**
   * The callback specialist with the fewest open callbacks, on shift unless said, and null where none is. Whoever
   * shares out callbacks does so one after the other until their transactions end, so that each counts what the others
   * gave (C-02). `except` handled the ticket and are not asked to judge their own work (C-11).
   */
  async leastBusySpecialist(except: readonly string[], { atOnce } = { atOnce: true }): Promise<Specialist | null> {
    await this.lockRows('SELECT pg_advisory_xact_lock($1)', [sharingOut]);
    // A statement of its own: it has to see what the one who held the lock before has committed.
    const [found] = await this.read<Specialist>(
      `SELECT s.id, s.name, s.active, s.roles FROM staff_member s
       WHERE ${mayCallBack('$2::uuid[]')} AND (NOT $3 OR ${onShift(1)})
       ORDER BY (SELECT count(*) FROM callback c WHERE c.assignee_id = s.id AND c.finished_at IS NULL), s.id LIMIT 1`,
      [currentWork().now, except, atOnce],
    );
    return found ?? null;
  }

  /** As `leastBusySpecialist`, one who is not on shift where nobody else is. */
  async anySpecialist(except: readonly string[]): Promise<Specialist | null> {
    return (await this.leastBusySpecialist(except)) ?? this.leastBusySpecialist(except, { atOnce: false });
  }
}

/** Whether `staff_member s` may be given callbacks about what those `except` handled (C-11). */
export const mayCallBack = (except: string) =>
  `s.active AND 'callback_specialist' = ANY(s.roles) AND s.id <> ALL(${except})`;

/** Whether `staff_member s` has a shift that contains a moment; `moment` is the number of its parameter. */
export const onShift = (moment: number) => `s.on_duty @> $${moment}::timestamptz`;

/** When `staff_member s` went off their last shift; null where they never had one. */
export const offSince = (moment: number) =>
  `greatest(s.off_since, upper(s.on_duty * tstzmultirange(tstzrange(NULL, $${moment}::timestamptz, '[]'))))`;

/** When `staff_member s` who is off shift comes back; infinity where that isn't planned. */
export const backAt = (moment: number) =>
  `coalesce(lower(s.on_duty * tstzmultirange(tstzrange($${moment}::timestamptz, NULL))), 'infinity')`;

/** The shifts of somebody as `on_duty` holds them, without those that ended long ago. */
const dutyOf = (staffId: string, moment: number) =>
  `coalesce((SELECT range_agg(tstzrange(h.starts_at, h.ends_at)) FROM shift h
     WHERE h.staff_id = ${staffId} AND NOT h.cancelled AND h.starts_at < h.ends_at
       AND h.ends_at > $${moment}::timestamptz - interval '1 day'), '{}')`;
