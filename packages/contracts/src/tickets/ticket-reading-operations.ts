import { z } from 'zod';
import {
  anyOf,
  choice,
  countsByName,
  handledBy,
  id,
  invalidCursor,
  namedFilters,
  noun,
  page,
  pageRequest,
  personal,
  personName,
  query,
  says,
} from '../define/index.ts';
import { customerBrief } from './customer.ts';
import { ticketReaders, ticketWatchers } from './roles.ts';
import { ticketNotFound } from './ticket-problems.ts';
import {
  contactChannel,
  messageView,
  ticketNature,
  ticketPriority,
  ticketState,
  ticketSummary,
  ticketView,
} from './ticket.ts';

export const messageNoun = noun('tickets.message', {
  zh: '往来记录:客户与客服说过的话',
  en: 'Messages: what customer and agents said to each other',
});
export const backlogNoun = noun('tickets.backlog', {
  zh: '积压:未办结的工单',
  en: 'The backlog: tickets that are not closed yet',
});

const ticketId = id;

export const getTicket = query({
  name: 'tickets.ticket.get',
  http: 'GET /tickets/:ticketId',
  roles: ticketReaders,
  request: z.object({ ticketId }),
  response: ticketView,
  problems: [ticketNotFound],
  summary: { zh: '查看工单', en: 'One ticket' },
});
const ticketFilter = z.object({
  state: anyOf(ticketState),
  nature: anyOf(ticketNature),
  priority: anyOf(ticketPriority),
  channel: anyOf(contactChannel),
  assigneeId: anyOf(id),
  teamId: anyOf(id),
  customerId: anyOf(id),
  /** To which other department it was reported. */
  departmentId: anyOf(id),
  /** Not yet closed or withdrawn. */
  open: z.boolean().optional(),
  /** Its first response or a promise is late. */
  overdue: z.boolean().optional(),
});
export const listTickets = query({
  name: 'tickets.ticket.list',
  http: 'GET /tickets',
  roles: ticketReaders,
  request: pageRequest
    .extend({
      ...ticketFilter.shape,
      /**
       * Words that all stand in the question, or a number. Chinese is found by any part, other words as a whole. A rare
       * mix of words and filters is looked for page by page, so a page may hold fewer than asked and still have a next
       * one.
       */
      words: personal('words', z.string().trim().min(1).max(100)).optional(),
      /**
       * `due`: open tickets only, the nearest due first and those with nothing due last. Words are always listed newest
       * first.
       */
      order: choice({
        newest: { zh: '从新到旧', en: 'newest first' },
        due: { zh: '到期先后', en: 'what is due first' },
      }).default('newest'),
    })
    .refine((value) => value.words === undefined || value.order === 'newest', {
      path: ['order'],
      ...says({ zh: '按词语查询时只能从新到旧排列', en: 'words are listed newest first' }),
    }),
  response: page(ticketSummary),
  problems: [invalidCursor],
  summary: { zh: '工单列表', en: 'List tickets' },
});
/** Of the filters of `listTickets`, but for words. */
export const countTickets = query({
  name: 'tickets.ticket.count',
  http: 'POST /tickets/counts',
  roles: ticketReaders,
  request: z.object({ filters: namedFilters(ticketFilter) }),
  response: countsByName,
  problems: [],
  summary: { zh: '工单计数', en: 'Count tickets by several filters' },
});
export const listMessages = query({
  name: 'tickets.message.list',
  http: 'GET /tickets/:ticketId/messages',
  roles: ticketReaders,
  request: pageRequest.extend({ ticketId }),
  /** Whose conversation it is, and who leads it. */
  response: page(messageView)
    .extend({ assigneeId: id.nullable(), customer: customerBrief, toldName: personName.shown.nullable() })
    .register(handledBy, { field: 'assigneeId' }),
  problems: [ticketNotFound, invalidCursor],
  summary: { zh: '工单往来记录', en: 'The conversation of a ticket' },
  rules: ['T-01', 'T-09'],
});
/** Teams and states that the backlog tells of. */
export const backlogMax = 5_000;
/** Numbers at a glance for leaders: what waits and what is late. */
export const showBacklog = query({
  name: 'tickets.backlog.show',
  http: 'GET /tickets/backlog',
  roles: ticketWatchers,
  request: z.object({}),
  response: z.object({
    items: z
      .array(
        z.object({
          teamId: id.nullable(),
          state: ticketState,
          count: z.int(),
          overdue: z.int(),
          oldestOpenedAt: z.iso.datetime(),
        }),
      )
      .max(backlogMax),
  }),
  problems: [],
  summary: { zh: '积压一览', en: 'The backlog by team and state' },
});
