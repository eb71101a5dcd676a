import { Injectable } from '@nestjs/common';
import { departmentGone, departmentUnknown, type Role, type ServiceProfile } from '@bumen/contracts';
import { currentWork, Repository } from '@bumen/service-kit';

/** What of somebody decides whether a ticket may be theirs. */
export interface Candidate {
  readonly name: string;
  readonly active: boolean;
  readonly team_id: string | null;
  readonly roles: readonly Role[];
  readonly profile: ServiceProfile | null;
  readonly skills: readonly string[];
  readonly on_shift: boolean;
  readonly in_hand: number;
}

/** The copies of staff, teams and shifts, and the questions about who leads whom. */
@Injectable()
export class StaffRepository extends Repository {
  /** Works out anew who of the staff is on duty when; both the person's copy and their shifts' stand already. */
  async recountDuty(staffId: string): Promise<void> {
    await this.#alone(staffId);
    await this.change(
      `UPDATE staff_member s SET on_duty = CASE WHEN s.locked THEN '{}' ELSE ${dutyOf('$1', 2)} END, off_since = ${offSince(2)} WHERE id = $1`,
      [staffId, currentWork().now],
    );
  }

  /** Whoever is locked out is away from then on, also where they were never on a shift. */
  async noteLocked(staffId: string, locked: boolean): Promise<void> {
    await this.change(
      `UPDATE staff_member SET locked = $2, off_since = CASE WHEN $2 THEN $3 ELSE off_since END WHERE id = $1`,
      [staffId, locked, currentWork().now],
    );
  }

  /** Undefined where nobody of this id has been heard of. */
  async candidate(staffId: string): Promise<Candidate | undefined> {
    const { now } = currentWork();
    const [row] = await this.read<Candidate>(
      `SELECT s.name, s.active, s.team_id, s.roles, s.profile, s.skills, s.in_hand, ${onShift(2)} AS on_shift
         FROM staff_member s WHERE s.id = $1`,
      [staffId, now],
    );
    return row;
  }

  /** The other department that somebody speaks for; null where they speak for none. */
  async departmentOf(staffId: string): Promise<string | null> {
    const [row] = await this.read<{ department_id: string | null }>(
      'SELECT department_id FROM staff_member WHERE id::text = $1 AND active',
      [staffId],
    );
    return row?.department_id ?? null;
  }

  /** The department to which something is to be given. */
  async department(departmentId: string): Promise<{ readonly id: string; readonly name: string }> {
    const [row] = await this.read<{ name: string; active: boolean }>(
      'SELECT name, active FROM department WHERE id = $1',
      [departmentId],
    );
    if (!row) throw departmentUnknown({ id: departmentId });
    if (!row.active) throw departmentGone({ name: row.name });
    return { id: departmentId, name: row.name };
  }

  /**
   * Who is told when a ticket of the team is in trouble: whoever leads it or is a supervisor, those on shift first, and
   * among them its lead (T-03). `except` is who can't see to it.
   */
  async supervisorOf(teamId: string | null, except: string | null = null): Promise<string | null> {
    const { now } = currentWork();
    const [row] = await this.read<{ id: string }>(
      `SELECT s.id FROM staff_member s LEFT JOIN team t ON t.id = $1
        WHERE s.active AND NOT s.locked AND (s.id = t.lead_staff_id OR 'supervisor' = ANY(s.roles))
          AND s.id IS DISTINCT FROM $3
        ORDER BY ${onShift(2)} DESC, s.id = t.lead_staff_id DESC NULLS LAST, s.team_id = $1 DESC NULLS LAST, s.id
          LIMIT 1`,
      [teamId, now, except],
    );
    return row?.id ?? null;
  }

  /** The department's manager, one on shift first (T-04). */
  async departmentManager(): Promise<string | null> {
    const { now } = currentWork();
    const [row] = await this.read<{ id: string }>(
      `SELECT s.id FROM staff_member s WHERE s.active AND NOT s.locked AND 'department_manager' = ANY(s.roles)
         ORDER BY ${onShift(1)} DESC, s.id LIMIT 1`,
      [now],
    );
    return row?.id ?? null;
  }

  /**
   * Person and shifts come by different chains; each must see what the other wrote, or a shift would be missing in
   * `on_duty`.
   */
  async #alone(staffId: string): Promise<void> {
    await this.lockRows(`SELECT pg_advisory_xact_lock(hashtextextended('duty ' || $1, 0))`, [staffId]);
  }
}

/** Whether `staff_member s` has a shift that contains a moment; `moment` is the number of its parameter. */
export const onShift = (moment: number) => `s.on_duty @> $${moment}::timestamptz`;

/** When `staff_member s` went off their last shift; null where they never had one. */
export const offSince = (moment: number) =>
  `greatest(s.off_since, upper(s.on_duty * tstzmultirange(tstzrange(NULL, $${moment}::timestamptz, '[]'))))`;

/** When `staff_member s` who is off shift comes back; infinity where that isn't planned. */
export const backAt = (moment: number) =>
  `coalesce(lower(s.on_duty * tstzmultirange(tstzrange($${moment}::timestamptz, NULL))), 'infinity')`;

/**
 * The shifts of somebody as `on_duty` holds them. What ended long before the moment is left out, so that the value
 * doesn't grow with the years.
 */
const dutyOf = (staffId: string, moment: number) =>
  `coalesce((SELECT range_agg(tstzrange(h.starts_at, h.ends_at)) FROM shift h
     WHERE h.staff_id = ${staffId} AND NOT h.cancelled AND h.starts_at < h.ends_at
       AND h.ends_at > $${moment}::timestamptz - interval '1 day'), '{}')`;
