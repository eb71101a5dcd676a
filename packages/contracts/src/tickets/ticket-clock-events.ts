import { z } from 'zod';
import { event, type EventType, type Text } from '../define/index.ts';
import { ticketWatchers } from './roles.ts';
import { those, which } from './ticket-event-parts.ts';
import { contactChannel, ticketNature, ticketPriority } from './ticket.ts';

const near = z.object({ ...which, dueAt: z.iso.datetime() });
const late = near.extend({
  nature: ticketNature,
  channel: contactChannel,
  priority: ticketPriority,
  /** The limit that was missed, in seconds. */
  limitS: z.int(),
  /** 0 for the first contact; after each reopening the customer is answered anew. */
  reopenings: z.int(),
});

type Name = `tickets.ticket.${string}`;
/** What is told of a ticket's clock before its limit passes: to those who can still help it. */
const nearlyDue = (name: Name, rules: readonly string[], summary: Text): EventType<typeof near> =>
  event({
    name,
    version: 1,
    audience: 'services',
    inPassing: true,
    visibleTo: ticketWatchers,
    about: those,
    data: near,
    summary,
    rules,
  });
/** That its limit has passed: evidence for QA. */
const missed = (name: Name, rules: readonly string[], summary: Text): EventType<typeof late> =>
  event({
    name,
    version: 1,
    audience: 'departments',
    inPassing: true,
    visibleTo: ticketWatchers,
    about: those,
    data: late,
    summary,
    rules,
  });

export const firstResponseWarned = nearlyDue('tickets.ticket.first_response_warned', ['T-03', 'T-04'], {
  zh: '首次响应即将超时',
  en: 'The first response is nearly due',
});
export const firstResponseBreached = missed('tickets.ticket.first_response_breached', ['T-04'], {
  zh: '首次响应超时',
  en: 'The first response is late: evidence for QA',
});
export const nextAnswerWarned = nearlyDue('tickets.ticket.next_answer_warned', ['T-03', 'T-04'], {
  zh: '客户来信的答复即将超时',
  en: 'The answer to what the customer said is nearly due',
});
export const nextAnswerBreached = missed('tickets.ticket.next_answer_breached', ['T-04'], {
  zh: '客户来信的答复超时',
  en: 'The answer to what the customer said is late: evidence for QA',
});
export const progressNearlyDue = nearlyDue('tickets.ticket.progress_nearly_due', ['T-21'], {
  zh: '即将需要向客户通报进展',
  en: 'The customer is soon to hear of the progress',
});
export const progressMissed = missed('tickets.ticket.progress_missed', ['T-21'], {
  zh: '未按时向客户通报进展',
  en: 'The customer did not hear of the progress in time',
});
