import {
  listedLengthMax,
  type getTicket,
  type listMessages,
  type listTickets,
  type Problem,
  type ResponseOf,
} from '@bumen/contracts';
import type { Doers } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { CustomerBrief } from '../customer/customer.repository.ts';
import { otherName } from '../customer/names.ts';
import { fitOf } from '../customer/told.ts';
import { dueAt, usedMs, type Clock, type Timing } from './clock.ts';
import { firstResponseTiming } from './first-response.ts';
import { wordsOfNote } from './notes.ts';
import { nextAnswerTiming, progressTiming } from './other-clocks.ts';
import type { ListedTicket, WithCustomer } from './ticket-lists.repository.ts';
import type { TicketMessage } from './ticket-message.entity.ts';
import type { Ticket } from './ticket.entity.ts';

type Summary = ResponseOf<typeof listTickets>['items'][number];

/** `accepting`: what keeps the reader from accepting it, beyond what the ticket itself says. */
export function ticketViewOf(
  ticket: Ticket,
  customer: CustomerBrief,
  accepting: Problem | undefined,
  act: Act,
): ResponseOf<typeof getTicket> {
  const {
    id,
    version,
    number,
    nature,
    flow,
    priority,
    channel,
    state,
    question,
    teamId,
    assigneeId,
    assigneeName,
    handlerIds,
    escalation,
    callbackDone,
    reopenings,
    firstResponse,
  } = ticket;
  return {
    id,
    version,
    number,
    nature,
    flow,
    priority,
    channel,
    state,
    question,
    teamId,
    assigneeId,
    assigneeName,
    handlerIds: [...handlerIds],
    escalation,
    callbackDone,
    reopenings,
    ...otherClocksOf(ticket, act),
    customer: { id: customer.id, name: customer.name, phone: customer.phone },
    toldName: otherName(ticket.toldName, customer.name),
    told: toldOf(ticket, customer),
    openedAt: ticket.openedAt.toISOString(),
    firstResponse: {
      limitS: firstResponse.limitS ?? act.rules.firstResponseOf(channel, priority).limitS,
      dueAt: ticket.firstResponseDueAt(act)?.toISOString() ?? null,
      respondedAt: firstResponse.respondedAt,
      breachedAt: firstResponse.breachedAt,
      usedMs: usedMs(firstResponse, act.at, firstResponseTiming(ticket, act.rules)),
    },
    promises: ticket.promises.map(({ warned: _, ...promise }) => promise),
    verification: ticket.verification,
    department: ticket.department,
    resolution: ticket.resolution,
    feedback: ticket.feedback,
    offers: ticket.offers(act, { accept: accepting }),
    closedAt: ticket.closedAt?.toISOString() ?? null,
  };
}

function toldOf(
  { toldName: name, told, confirmedBy }: Ticket,
  customer: CustomerBrief,
): ResponseOf<typeof getTicket>['told'] {
  if (name === null || told === null) return null;
  const { phone, email, account, idNumber, address } = told;
  const fit = confirmedBy === null ? fitOf({ name, ...told }, customer) : 'agreed';
  return { fit, phone, email, account, idNumber, address };
}

/**
 * Of a long text the beginning. It ends before anything that is masked as a whole and would not be known by its half: a
 * number, an address, one of the names.
 */
export function beginningOf(text: string, ...names: readonly string[]): string {
  if (text.length <= listedLengthMax) return text;
  const cut = text.slice(0, listedLengthMax).replace(/[\w０-９.@＠+＋()（）\-－—\u00a0\u3000 ]{1,100}$/, '');
  const forms = names
    .flatMap((name) => [name, ...name.split(/\s+/), [...name].slice(1).join('')])
    .flatMap((form) => Array.from(form, (_, index) => form.slice(0, index + 1)));
  const half = forms.filter((form) => form !== '' && cut.endsWith(form)).sort((a, b) => b.length - a.length)[0] ?? '';
  return `${cut.slice(0, cut.length - half.length).toWellFormed()}…`;
}

function otherClocksOf(
  ticket: Ticket,
  { at, rules }: Act,
): Pick<ResponseOf<typeof getTicket>, 'nextAnswer' | 'progress'> {
  const { nextAnswer, progress } = ticket;
  const shown = (clock: Clock & { readonly since: string }, timing: Timing) => ({
    limitS: timing.limit(rules).limitS,
    since: clock.since,
    dueAt: dueAt(clock, timing)?.toISOString() ?? null,
    breachedAt: clock.breachedAt,
  });
  const answered = nextAnswer && nextAnswerTiming(nextAnswer, ticket, rules);
  return {
    nextAnswer: nextAnswer &&
      answered && {
        ...shown(nextAnswer, answered),
        channel: nextAnswer.channel,
        usedMs: usedMs(nextAnswer, at, answered),
        escalation: nextAnswer.escalation,
      },
    progress: progress && shown(progress, progressTiming(ticket, rules)),
  };
}

export function ticketSummaryOf({ ticket, customer }: WithCustomer<ListedTicket>, now: Date): Summary {
  const {
    id,
    version,
    number,
    nature,
    priority,
    channel,
    state,
    question,
    teamId,
    assigneeId,
    assigneeName,
    escalation,
    dueAt,
    toldName,
  } = ticket;
  return {
    id,
    version,
    number,
    nature,
    priority,
    channel,
    state,
    question: beginningOf(question, customer.name, toldName ?? customer.name),
    teamId,
    assigneeId,
    assigneeName,
    escalation,
    customer: { id: customer.id, name: customer.name, phone: customer.phone },
    toldName: otherName(toldName, customer.name),
    openedAt: ticket.openedAt.toISOString(),
    closedAt: ticket.closedAt?.toISOString() ?? null,
    dueAt: dueAt?.toISOString() ?? null,
    overdue: dueAt !== null && dueAt <= now,
  };
}

export function messageViewOf(message: TicketMessage, doers: Doers): ResponseOf<typeof listMessages>['items'][number] {
  const { id, kind, channel, text, note, by, byName, at } = message;
  return {
    id,
    kind,
    channel,
    text,
    system: note && { code: note.code, words: wordsOfNote(note) },
    by,
    byName: doers.nameOf(by, byName),
    at: at.toISOString(),
  };
}
