import { z } from 'zod';
import {
  command,
  hoursOfDay,
  id,
  invalidCursor,
  noun,
  page,
  pageRequest,
  query,
  reason,
  says,
  ticketHandlers,
} from '../define/index.ts';
import {
  contactConsent,
  customerNotFound,
  customerNotServed,
  customerView,
  identityFields,
  tooManyLookups,
} from './customer.ts';
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
  request: pageRequest,
  response: page(customerView),
  problems: [invalidCursor],
  summary: { zh: '客户列表', en: 'List customers' },
  rules: ['P-05'],
});
/** Who has this number, address or account. Its answer tells whose a masked value is, so it stays on the trail. */
export const searchCustomers = command({
  name: 'tickets.customer.search',
  http: 'POST /tickets/customers/search',
  roles: ticketHandlers,
  matches: true,
  request: z
    .object({ ...identityFields, reason })
    .refine(({ reason: _, ...by }) => Object.values(by).filter((one) => one !== undefined).length === 1, {
      path: ['phone'],
      ...says({
        zh: '请填写电话、邮件、平台账号、证件号码中的一项',
        en: 'give one of phone, e-mail, account and ID number',
      }),
    }),
  /** Null where nobody is known by it. */
  response: z.object({ customer: customerView.nullable() }),
  problems: [tooManyLookups],
  summary: { zh: '按电话、邮件、账号或证件号码查找客户', en: 'Find a customer by what they are known by' },
  rules: ['T-01', 'P-05'],
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
