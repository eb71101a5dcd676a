import { z } from 'zod';
import {
  command,
  hoursOfDay,
  id,
  invalidCursor,
  noun,
  page,
  pageRequest,
  personal,
  query,
  reason,
  ticketHandlers,
} from '../define/index.ts';
import { contactConsent, customerNotFound, customerNotServed, customerView } from './customer.ts';
import { ticketWatchers } from './roles.ts';

export const customerNoun = noun('tickets.customer', {
  zh: '客户:资料与联系偏好',
  en: 'Customers: who they are and how they may be contacted',
});

export const getCustomer = query({
  name: 'tickets.customer.get',
  http: 'GET /tickets/customers/:customerId',
  roles: ticketWatchers,
  request: z.object({ customerId: id }),
  response: customerView,
  problems: [customerNotFound],
  summary: { zh: '查看客户', en: 'One customer' },
  rules: ['P-05'],
});
export const listCustomers = query({
  name: 'tickets.customer.list',
  http: 'GET /tickets/customers',
  roles: ticketWatchers,
  request: pageRequest.extend({ phone: personal('phone', z.string().max(30)).optional() }),
  response: page(customerView),
  problems: [invalidCursor],
  summary: { zh: '客户列表', en: 'List customers' },
  rules: ['P-05'],
});
export const setContactPreferences = command({
  name: 'tickets.customer.set_preferences',
  http: 'PUT /tickets/customers/:customerId/preferences',
  roles: [...ticketHandlers, 'callback_specialist'],
  seen: 'customerId',
  request: z.object({
    customerId: id,
    doNotCall: z.boolean(),
    quietHours: hoursOfDay.nullable(),
    consent: contactConsent.nullable().default(null),
    reason,
  }),
  response: customerView,
  problems: [customerNotFound],
  summary: { zh: '设置联系偏好', en: 'Set how a customer may be contacted' },
  rules: ['C-04'],
});
export const revealCustomer = command({
  name: 'tickets.customer.reveal',
  http: 'POST /tickets/customers/:customerId/reveal',
  roles: [...ticketHandlers, 'department_manager'],
  reveals: true,
  request: z.object({ customerId: id, reason }),
  response: customerView,
  problems: [customerNotFound, customerNotServed],
  summary: { zh: '查看客户完整资料', en: 'Reveal a customer’s data' },
  rules: ['P-05'],
});
