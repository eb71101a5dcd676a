import type { ContactChannel } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { TicketNote } from './notes.ts';
import type { TicketMessage } from './ticket-message.entity.ts';

export type NewMessage = Pick<TicketMessage, 'kind' | 'channel' | 'text' | 'note' | 'by' | 'byName' | 'at'>;

/** What was said about a ticket and is not stored yet (T-01, T-09). */
export class NewMessages {
  #waiting: NewMessage[] = [];

  fromCustomer(channel: ContactChannel, text: string, act: Act): void {
    this.#add({ kind: 'from_customer', channel, text }, act);
  }
  toCustomer(channel: ContactChannel, text: string, act: Act): void {
    this.#add({ kind: 'to_customer', channel, text }, act);
  }
  remark(text: string, act: Act): void {
    this.#add({ kind: 'remark', text }, act);
  }
  /** What the customer is told and nobody wrote. It answers nothing that they said: that takes a person (T-04). */
  tell(channel: ContactChannel, note: TicketNote, act: Act): void {
    this.#add({ kind: 'to_customer', channel, text: null, note }, act);
  }
  /** What nobody wrote; `quoted` is what somebody wrote before. */
  note(note: TicketNote, quoted: string | null, act: Act): void {
    this.#add({ kind: 'system', text: quoted, note }, act);
  }

  /** Hands them out once. */
  take(): NewMessage[] {
    return this.#waiting.splice(0);
  }

  #add(said: Pick<NewMessage, 'kind' | 'text'> & Partial<NewMessage>, { at, by }: Act): void {
    this.#waiting.push({ channel: null, note: null, ...said, by: by.id, byName: by.name, at });
  }
}
