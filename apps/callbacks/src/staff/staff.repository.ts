import { Injectable } from '@nestjs/common';
import { currentWork, Repository } from '@bumen/service-kit';
import type { StaffMember } from '../copies.entity.ts';

/** Key of the lock under which callbacks are shared out; any number, as long as nothing else takes it. */
const sharingOut = 0x0ca11bac;

@Injectable()
export class StaffRepository extends Repository {
  /** Null where nobody of this id has been heard of. */
  async find(id: string): Promise<StaffMember | null> {
    const [found] = await this.read<StaffMember>('SELECT id, name, active, roles FROM staff_member WHERE id = $1', [
      id,
    ]);
    return found ?? null;
  }

  /**
   * The callback specialist with the fewest open callbacks, on shift unless said, and null where none is. Whoever
   * shares out callbacks does so one after the other until their transactions end, so that each counts what the others
   * gave (C-02). `except` handled the ticket and are not asked to judge their own work (C-11).
   */
  async leastBusySpecialist(except: readonly string[], { onShift } = { onShift: true }): Promise<StaffMember | null> {
    await this.lockRows('SELECT pg_advisory_xact_lock($1)', [sharingOut]);
    // A statement of its own: it has to see what the one who held the lock before has committed.
    const [found] = await this.read<StaffMember>(
      `SELECT s.id, s.name, s.active, s.roles FROM staff_member s
       WHERE s.active AND 'callback_specialist' = ANY(s.roles) AND s.id <> ALL($2::uuid[])
         AND (NOT $3 OR EXISTS (SELECT FROM shift h WHERE h.staff_id = s.id AND NOT h.cancelled AND h.starts_at <= $1
           AND h.ends_at > $1))
       ORDER BY (SELECT count(*) FROM callback c WHERE c.assignee_id = s.id AND c.finished_at IS NULL), s.id LIMIT 1`,
      [currentWork().now, except, onShift],
    );
    return found ?? null;
  }

  /** As `leastBusySpecialist`, one who is not on shift where nobody else is. */
  async anySpecialist(except: readonly string[]): Promise<StaffMember | null> {
    return (await this.leastBusySpecialist(except)) ?? this.leastBusySpecialist(except, { onShift: false });
  }
}
