import type { ContactChannel } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { TicketMessage } from './ticket-message.entity.ts';

export type NewMessage = Pick<TicketMessage, 'kind' | 'channel' | 'text' | 'by' | 'byName' | 'at'>;

/** What was said about a ticket and is not stored yet (T-01, T-09). */
export class NewMessages {
  #waiting: NewMessage[] = [];

  fromCustomer(channel: ContactChannel, text: string, act: Act): void {
    this.#add('from_customer', channel, text, act);
  }
  toCustomer(channel: ContactChannel, text: string, act: Act): void {
    this.#add('to_customer', channel, text, act);
  }
  remark(text: string, act: Act): void {
    this.#add('remark', null, text, act);
  }

  /** Hands them out once. */
  take(): NewMessage[] {
    return this.#waiting.splice(0);
  }

  #add(kind: NewMessage['kind'], channel: ContactChannel | null, text: string, { at, by }: Act): void {
    this.#waiting.push({ kind, channel, text, by: by.id, byName: by.name, at });
  }
}
