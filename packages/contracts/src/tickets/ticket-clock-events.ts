import { z } from 'zod';
import { event, id } from '../define/index.ts';
import { ticketWatchers } from './roles.ts';
import { contactChannel, ticketNature, ticketNumber, ticketPriority } from './ticket.ts';

/** Which ticket, whose it is and who is in charge of it as the event is told. */
const which = { ticketId: id, number: ticketNumber, customerId: id, teamId: id.nullable(), assigneeId: id.nullable() };
const those = { staff: ['assigneeId'], team: ['teamId'], customer: ['customerId'] } as const;
const moment = z.iso.datetime();
const late = { ...which, nature: ticketNature, channel: contactChannel, priority: ticketPriority, limitS: z.int() };

export const nextAnswerWarned = event({
  name: 'tickets.ticket.next_answer_warned',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  about: those,
  data: z.object({ ...which, dueAt: moment }),
  summary: { zh: '客户来信的答复即将超时', en: 'The answer to what the customer said is nearly due' },
  rules: ['T-03', 'T-04'],
});
export const nextAnswerBreached = event({
  name: 'tickets.ticket.next_answer_breached',
  version: 1,
  audience: 'departments',
  visibleTo: ticketWatchers,
  about: those,
  data: z.object({ ...late, dueAt: moment }),
  summary: { zh: '客户来信的答复超时', en: 'The answer to what the customer said is late: evidence for QA' },
  rules: ['T-04'],
});
export const progressNearlyDue = event({
  name: 'tickets.ticket.progress_nearly_due',
  version: 1,
  audience: 'services',
  visibleTo: ticketWatchers,
  about: those,
  data: z.object({ ...which, dueAt: moment }),
  summary: { zh: '即将需要向客户通报进展', en: 'The customer is soon to hear of the progress' },
  rules: ['T-21'],
});
export const progressMissed = event({
  name: 'tickets.ticket.progress_missed',
  version: 1,
  audience: 'departments',
  visibleTo: ticketWatchers,
  about: those,
  data: z.object({ ...late, dueAt: moment }),
  summary: { zh: '未按时向客户通报进展', en: 'The customer did not hear of the progress in time' },
  rules: ['T-21'],
});
