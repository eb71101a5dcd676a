import { id } from '../define/index.ts';
import { ticketNumber } from './ticket.ts';

/** Which ticket, whose it is and who is in charge of it as an event is told. */
export const which = {
  ticketId: id,
  number: ticketNumber,
  customerId: id,
  teamId: id.nullable(),
  assigneeId: id.nullable(),
};
export const those = { staff: ['assigneeId'], team: ['teamId'], customer: ['customerId'] } as const;
