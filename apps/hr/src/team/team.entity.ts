import { Column, Entity, Index, Unique } from 'typeorm';
import { headcountTooLow, teamChanged, type TeamKind } from '@bumen/contracts';
import { Aggregate, type ColumnsOf } from '@bumen/service-kit';

type Columns = ColumnsOf<Team>;

/**
 * A group of staff with a lead and an approved number of people (P-01). Who belongs to it is written with the staff
 * member.
 */
@Entity('team')
@Unique('team_name_key', ['name'])
@Index('team_lead', ['leadStaffId'])
export class Team extends Aggregate {
  @Column('text')
  readonly name!: string;

  @Column('text')
  readonly kind!: TeamKind;

  /** Approved number of people (编制). */
  @Column('int')
  readonly headcount!: number;

  @Column('uuid', { nullable: true })
  readonly leadStaffId!: string | null;

  static create(id: string, { name, kind, headcount, leadStaffId }: Omit<Columns, 'id'>): Team {
    const columns: Columns = { id, name, kind, headcount, leadStaffId };
    const team = new Team();
    team.#become(columns);
    return team;
  }

  /** `memberCount`: people in it now, counted under its lock. */
  change(wanted: Partial<Omit<Columns, 'id' | 'kind'>>, memberCount: number): void {
    const name = wanted.name ?? this.name;
    const headcount = wanted.headcount ?? this.headcount;
    const leadStaffId = wanted.leadStaffId === undefined ? this.leadStaffId : wanted.leadStaffId;
    if (headcount < memberCount) throw headcountTooLow({ team: this.name, memberCount });
    if (name === this.name && headcount === this.headcount && leadStaffId === this.leadStaffId) return;
    this.#become({ name, headcount, leadStaffId });
  }

  /** The lead has left; somebody has to be named anew. Does nothing where another leads it by now. */
  relieve(leadStaffId: string): void {
    if (this.leadStaffId === leadStaffId) this.#become({ leadStaffId: null });
  }

  #become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
    this.raise(teamChanged, {
      teamId: this.id,
      name: this.name,
      kind: this.kind,
      leadStaffId: this.leadStaffId,
      headcount: this.headcount,
    });
  }
}
