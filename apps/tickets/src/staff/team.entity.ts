import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TeamKind } from '@bumen/contracts';

/** Copy of a team; hr owns it. */
@Entity('team')
export class Team {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text')
  name!: string;
  @Column('text')
  kind!: TeamKind;
  @Column('uuid', { nullable: true })
  leadStaffId!: string | null;
}
