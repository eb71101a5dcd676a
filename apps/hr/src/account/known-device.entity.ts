import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Account } from './account.entity.ts';

/** A device from which an account was signed in to: failures elsewhere don't slow it down. */
@Entity('known_device')
export class KnownDevice {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'known_device_pkey' })
  @ForeignKey(() => Account, { name: 'known_device_account_fkey' })
  readonly accountId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'known_device_pkey' })
  readonly deviceId!: string;

  /** When somebody last signed in from it. */
  @Column('timestamptz')
  readonly usedAt!: Date;
}
