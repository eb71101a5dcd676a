import { Injectable } from '@nestjs/common';
import { breachesMax, secondPersons, type Breach, type Role } from '@bumen/contracts';
import { currentWork, Repository } from '@bumen/service-kit';

/** How far the first start is. */
export interface FoundingNow {
  readonly founderId: string | null;
  readonly ended: boolean;
}

/** Who works here, isn't about to leave, and can sign in with a password that nobody else has given them. */
const able = `FROM staff JOIN account ON account.staff_id = staff.id
  WHERE staff.state = 'employed' AND staff.left_on IS NULL AND account.state = 'active'
    AND NOT account.must_change_password AND staff.roles && $1::text[] AND staff.id <> ALL($2::uuid[])`;

/** Who has power, looked at and changed by one at a time (P-04). */
@Injectable()
export class PowerRepository extends Repository {
  /** Waits for all others that give or take power. The first start ends where there is a second person by now. */
  async hold(): Promise<FoundingNow> {
    const [row] = await this.lockRows<{ founder_id: string | null; ended_at: Date | null }>(
      'SELECT founder_id, ended_at FROM founding FOR UPDATE',
    );
    const { founder_id: founderId, ended_at: endedAt } = row!;
    if (endedAt !== null) return { founderId, ended: true };
    const others = await this.able(secondPersons, founderId === null ? [] : [founderId]);
    if (others > 0) await this.change('UPDATE founding SET ended_at = $1', [currentWork().now]);
    return { founderId, ended: others > 0 };
  }

  /** Whether they may do alone what takes two: the founder, while there is no second person. */
  async isAlone(staffId: string): Promise<boolean> {
    const [row] = await this.read<{ founds: boolean }>(
      'SELECT EXISTS (SELECT 1 FROM founding WHERE founder_id = $1 AND ended_at IS NULL) AS founds',
      [staffId],
    );
    return row!.founds && (await this.able(secondPersons, [staffId])) === 0;
  }

  /** Only while nobody else can be made in any other way. */
  async found(founderId: string): Promise<void> {
    await this.change('UPDATE founding SET founder_id = $1 WHERE founder_id IS NULL', [founderId]);
  }

  /** How many have one of the roles and are able to use it, apart from some. */
  async able(roles: readonly Role[], exceptIds: readonly string[]): Promise<number> {
    const [row] = await this.read<{ count: number }>(`SELECT count(*)::int AS count ${able}`, [roles, exceptIds]);
    return row!.count;
  }

  /** Whether any of these works here and has an account that isn't locked. */
  async anyActive(staffIds: readonly string[]): Promise<boolean> {
    const [row] = await this.read<{ found: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM staff JOIN account ON account.staff_id = staff.id
         WHERE staff.id = ANY($1::uuid[]) AND staff.state = 'employed' AND account.state = 'active') AS found`,
      [staffIds],
    );
    return row!.found;
  }

  /** The roles of somebody who works here and whose account isn't locked; none of anybody else. */
  async rolesOf(staffId: string): Promise<readonly Role[]> {
    const [row] = await this.read<{ roles: Role[] }>(
      `SELECT staff.roles FROM staff JOIN account ON account.staff_id = staff.id
         WHERE staff.id = $1 AND staff.state = 'employed' AND account.state = 'active'`,
      [staffId],
    );
    return row?.roles ?? [];
  }

  /** Who works here and has two roles that are kept apart, by staff number; one more than are shown. */
  async breaches(apart: readonly (readonly [Role, Role])[]): Promise<Breach[]> {
    const rows = await this.read<{ id: string; number: string; name: string; one: Role; other: Role }>(
      `SELECT staff.id, number, name, one, other FROM unnest($1::text[], $2::text[]) AS pair(one, other)
         JOIN staff ON state = 'employed' AND roles @> ARRAY[one, other]
         ORDER BY number, one, other LIMIT ${breachesMax + 1}`,
      [apart.map(([one]) => one), apart.map(([, other]) => other)],
    );
    return rows.map(({ id: staffId, number, name, one, other }) => ({ staffId, number, name, apart: [one, other] }));
  }
}
