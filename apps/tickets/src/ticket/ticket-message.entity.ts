import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ContactChannel } from '@bumen/contracts';

/** One utterance in a ticket's conversation, or a remark of the staff (T-01, T-09). Never changed once written. */
@Entity('ticket_message')
@Index('ticket_message_in_order', ['ticketId', 'id'])
export class TicketMessage {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('uuid')
  ticketId!: string;
  @Column('text')
  kind!: 'from_customer' | 'to_customer' | 'remark';
  /** Null for remarks. */
  @Column('text', { nullable: true })
  channel!: ContactChannel | null;
  @Column('text')
  text!: string;
  /** Staff id, or the reaction or deadline that wrote it. */
  @Column('text')
  by!: string;
  /** The name at that time. */
  @Column('text')
  byName!: string;
  @Column('timestamptz')
  at!: Date;
}
