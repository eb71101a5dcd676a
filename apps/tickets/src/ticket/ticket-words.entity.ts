import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * By which words a ticket's question is found; see `words.ts`. Written once, so that changes of the ticket leave its
 * large index alone.
 */
@Entity('ticket_words')
@Index('ticket_words_tokens', ['tokens'], { type: 'gin' })
export class TicketWords {
  @PrimaryColumn('int')
  serial!: number;
  @Column('bigint', { array: true })
  tokens!: string[];
}
