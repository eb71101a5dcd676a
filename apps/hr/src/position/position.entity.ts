import { Column, Entity, Unique } from 'typeorm';
import { positionChanged, type Role } from '@bumen/contracts';
import { Aggregate } from '@bumen/service-kit';
import { refuseConflictingDuties, sameRoles, unionOfRoles, type Apart } from './duties.ts';

type Tier = 'director' | 'manager' | 'supervisor' | 'agent';
type State = Pick<Position, 'name' | 'tier' | 'roles'>;

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

  /** Throws dutiesNotSegregated where the position alone would bring together what is kept apart. */
  static create(id: string, given: State, apart: Apart): Position {
    const position = new Position();
    Object.assign(position, { id });
    const roles = unionOfRoles([given]);
    refuseConflictingDuties(given.name, roles, apart);
    position.#become({ name: given.name, tier: given.tier, roles });
    return position;
  }

  /**
   * Answers whether its roles are others now, so that those who hold it have to be looked at as well.
   * Throws dutiesNotSegregated.
   */
  change(
    wanted: { readonly name?: string | undefined; readonly roles?: readonly Role[] | undefined },
    apart: Apart,
  ): boolean {
    const name = wanted.name ?? this.name;
    const roles = wanted.roles ? unionOfRoles([{ roles: wanted.roles }]) : this.roles;
    const otherRoles = !sameRoles(roles, this.roles);
    if (otherRoles) refuseConflictingDuties(name, roles, apart);
    if (otherRoles || name !== this.name) this.#become({ name, roles });
    return otherRoles;
  }

  #become(state: Partial<State>): void {
    Object.assign(this, state);
    this.raise(positionChanged, { positionId: this.id, name: this.name, tier: this.tier, roles: [...this.roles] });
  }
}
