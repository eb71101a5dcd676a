import { Column, Entity, PrimaryColumn } from 'typeorm';

/** That somebody asked who has a value, or gave one with a contact; kept for minutes (P-05). */
@Entity('lookup')
export class Lookup {
  /** Staff id. */
  @PrimaryColumn('text')
  looker!: string;
  /** What is counted together: searches, or values that look alike when they are masked. */
  @PrimaryColumn('text')
  form!: string;
  /** A hash of the value, or something new each time where each time counts. */
  @PrimaryColumn('text')
  value!: string;
  @Column('timestamptz')
  at!: Date;
}
