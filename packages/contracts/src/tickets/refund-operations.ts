import { z } from 'zod';
import {
  anyOf,
  command,
  id,
  invalidCursor,
  noun,
  page,
  pageRequest,
  query,
  reason,
  stepOf,
  stepRefused,
  ticketHandlers,
} from '../define/index.ts';
import { refundNotFound, refundNotYours, refundRequest, refundState, refundSteps, refundView } from './refund.ts';
import { ticketWatchers } from './roles.ts';
import { notYourTicket, ticketBlocked, ticketNotFound } from './ticket-problems.ts';
import { ticketSteps } from './ticket.ts';

export const refundNoun = noun('tickets.refund', {
  zh: '退款:由工单申请,由财务支付',
  en: 'Refunds: asked for on tickets, paid by finance',
});

/** By who is in charge of the ticket, or leads. */
export const askRefund = command({
  name: 'tickets.refund.ask',
  http: 'POST /tickets/:ticketId/refunds',
  roles: ticketHandlers,
  status: 201,
  takes: stepOf(ticketSteps, 'ask_refund'),
  request: refundRequest.safeExtend({ ticketId: id }),
  response: refundView,
  problems: [ticketNotFound, stepRefused, notYourTicket, ticketBlocked],
  summary: { zh: '申请退款', en: 'Ask for a refund' },
  rules: ['F-12'],
});
/** Asked of finance: what is paid by then stays paid, and the ticket is told which. */
export const withdrawRefund = command({
  name: 'tickets.refund.withdraw',
  http: 'POST /refunds/:refundId/withdraw',
  roles: ticketHandlers,
  takes: stepOf(refundSteps, 'withdraw'),
  request: z.object({ refundId: id, reason }),
  response: refundView,
  problems: [refundNotFound, stepRefused, refundNotYours],
  summary: { zh: '撤回退款', en: 'Withdraw a refund' },
  rules: ['F-12'],
});
export const getRefund = query({
  name: 'tickets.refund.get',
  http: 'GET /refunds/:refundId',
  roles: ticketWatchers,
  request: z.object({ refundId: id }),
  response: refundView,
  problems: [refundNotFound],
  summary: { zh: '查看退款', en: 'One refund' },
  rules: ['F-12'],
});
/** The newest first. */
export const listRefunds = query({
  name: 'tickets.refund.list',
  http: 'GET /tickets/:ticketId/refunds',
  roles: ticketWatchers,
  request: pageRequest.extend({ ticketId: id, state: anyOf(refundState) }),
  response: page(refundView),
  problems: [ticketNotFound, invalidCursor],
  summary: { zh: '工单的退款', en: 'The refunds of a ticket' },
  rules: ['F-12'],
});
