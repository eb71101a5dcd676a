import type { Role, ServiceProfile } from '@bumen/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Copy of what routing needs to know of a staff member; hr owns it. */
@Entity('staff_member')
export class StaffMember {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('text')
  name!: string;
  @Column('boolean')
  active!: boolean;
  @Column('uuid', { nullable: true })
  teamId!: string | null;
  @Column('text', { array: true })
  roles!: Role[];
  @Column('text', { nullable: true })
  profile!: ServiceProfile | null;
  @Column('text', { array: true })
  skills!: string[];
}
