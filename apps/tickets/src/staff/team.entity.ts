import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ticketsKeepTeamCopy, type TeamKind } from '@bumen/contracts';
import { CopyOf } from '@bumen/service-kit';

/** Copy of a team; hr owns it. */
@CopyOf(ticketsKeepTeamCopy)
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
