import { Column, Entity, Unique } from 'typeorm';
import { positionChanged, type Role } from '@bumen/contracts';
import { Aggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { refuseConflictingDuties, sameRoles, unionOfRoles } from './duties.ts';

type Tier = 'director' | 'manager' | 'supervisor' | 'agent';
type Columns = ColumnsOf<Position>;

/** What somebody is employed as: positions, not persons, carry duties (P-01), and these give the roles (P-02). */
@Entity('position')
@Unique('position_name_key', ['name'])
export class Position extends Aggregate {
  @Column('text')
  readonly name!: string;

  @Column('text')
  readonly tier!: Tier;

  /** Each once, in the rule book's order. */
  @Column('text', { array: true })
  readonly roles!: readonly Role[];

  /** Refused where the position alone would bring together what is kept apart. */
  static create(id: string, { name, tier, roles: given }: Omit<Columns, 'id'>, act: Act): Position {
    const roles = unionOfRoles([{ roles: given }]);
    refuseConflictingDuties(name, roles, act.rules);
    const columns: Columns = { id, name, tier, roles };
    const position = new Position();
    position.#become(columns);
    return position;
  }

  /**
   * Answers whether its roles are others now, so that those who hold it have to be looked at as well.
   */
  change(
    wanted: { readonly name?: string | undefined; readonly roles?: readonly Role[] | undefined },
    act: Act,
  ): boolean {
    const name = wanted.name ?? this.name;
    const roles = wanted.roles ? unionOfRoles([{ roles: wanted.roles }]) : this.roles;
    const otherRoles = !sameRoles(roles, this.roles);
    if (otherRoles) refuseConflictingDuties(name, roles, act.rules);
    if (otherRoles || name !== this.name) this.#become({ name, roles });
    return otherRoles;
  }

  #become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
    this.raise(positionChanged, { positionId: this.id, name: this.name, tier: this.tier, roles: [...this.roles] });
  }
}
