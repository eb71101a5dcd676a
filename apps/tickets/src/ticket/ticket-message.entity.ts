import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ContactChannel } from '@bumen/contracts';
import type { TicketNote } from './notes.ts';

/** One utterance in a ticket's conversation, or a remark of the staff (T-01, T-09). Never changed once written. */
@Entity('ticket_message')
@Index('ticket_message_in_order', ['ticketId', 'id'])
@Check('ticket_message_note', `CASE WHEN note IS NULL THEN kind <> 'system' ELSE kind IN ('system', 'to_customer') END`)
@Check('ticket_message_text', `note IS NOT NULL OR text IS NOT NULL`)
export class TicketMessage {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('uuid')
  ticketId!: string;
  @Column('text')
  kind!: 'from_customer' | 'to_customer' | 'remark' | 'system';
  /** Null for remarks and what the system notes for us. */
  @Column('text', { nullable: true })
  channel!: ContactChannel | null;
  /** What was said or written; of a note what it quotes. */
  @Column('text', { nullable: true })
  text!: string | null;
  /** What the system notes, or tells the customer; null for all that people say. */
  @Column('jsonb', { nullable: true })
  note!: TicketNote | null;
  /** Staff id, or the reaction or deadline that wrote it. */
  @Column('text')
  by!: string;
  /** The name at that time; of a reaction or deadline again what it is called in code. */
  @Column('text')
  byName!: string;
  @Column('timestamptz')
  at!: Date;
}
