import type { DataOf, ticketResolved } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import { fitOf, numberIn, type KnownBy } from '../customer/told.ts';
import type { TicketRecord } from './ticket-record.entity.ts';

/** What events tell of a ticket; each takes what its contract names. */
export function factsOf(ticket: TicketRecord, { at, by }: Act) {
  const { id: ticketId, number, customerId, nature, flow, priority, channel } = ticket;
  const { teamId, assigneeId, round, reopenings } = ticket;
  const about = { ticketId, number, customerId, nature, flow, priority, channel };
  return { ...about, teamId, assigneeId, round, reopenings, by: by.id, at: at.toISOString() };
}

/** As `factsOf`, of a ticket that somebody is in charge of. */
export function factsWithHandler(ticket: TicketRecord, act: Act) {
  const { assigneeId } = ticket;
  if (assigneeId === null) throw new Error(`nobody is in charge of ticket ${ticket.id}`);
  return { ...factsOf(ticket, act), assigneeId, handlerId: assigneeId, handlerIds: [...ticket.handlerIds] };
}

/** As whom the customer is called back; null where the file is agreed to be theirs, or they were chosen (T-15). */
export function callerOf(
  { toldName: name, told, confirmedBy }: TicketRecord,
  file: KnownBy,
): DataOf<typeof ticketResolved>['told'] {
  if (name === null || told === null || confirmedBy !== null) return null;
  if (fitOf({ name, ...told }, file) === 'agreed') return null;
  return { name, phone: told.phone, phoneE164: numberIn(told), email: told.email };
}
