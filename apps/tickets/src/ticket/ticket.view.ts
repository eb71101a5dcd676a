import {
  listedLengthMax,
  messageView,
  ticketSummary,
  ticketView,
  type getTicket,
  type listMessages,
  type listTickets,
  type Problem,
  type ResponseOf,
} from '@bumen/contracts';
import { viewOf, type Doers } from '@bumen/service-kit';
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
  const { channel, priority, firstResponse } = ticket;
  return viewOf(ticketView, ticket, {
    ...otherClocksOf(ticket, act),
    customer: { id: customer.id, name: customer.name, phone: customer.phone },
    toldName: otherName(ticket.toldName, customer.name),
    told: toldOf(ticket, customer),
    firstResponse: {
      limitS: firstResponse.limitS ?? act.rules.firstResponseOf(channel, priority).limitS,
      dueAt: ticket.firstResponseDueAt(act)?.toISOString() ?? null,
      respondedAt: firstResponse.respondedAt,
      breachedAt: firstResponse.breachedAt,
      usedMs: usedMs(firstResponse, act.at, firstResponseTiming(ticket, act.rules)),
    },
    promises: ticket.promises.map(({ warned: _, ...promise }) => promise),
    offers: ticket.offers(act, { accept: accepting }),
  });
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

export const ticketSummaryOf = ({ ticket, customer }: WithCustomer<ListedTicket>, now: Date): Summary =>
  viewOf(ticketSummary, ticket, {
    question: beginningOf(ticket.question, customer.name, ticket.toldName ?? customer.name),
    customer: { id: customer.id, name: customer.name, phone: customer.phone },
    toldName: otherName(ticket.toldName, customer.name),
    overdue: ticket.dueAt !== null && ticket.dueAt <= now,
  });

export function messageViewOf(message: TicketMessage, doers: Doers): ResponseOf<typeof listMessages>['items'][number] {
  const { note, by, byName } = message;
  return viewOf(messageView, message, {
    system: note && { code: note.code, words: wordsOfNote(note) },
    byName: doers.nameOf(by, byName),
  });
}
