import { z } from 'zod';
import { choice, event, id, line, moment, personal, problem, timeOfDay, version } from '../define/index.ts';

export const contactConsent = z.object({
  basis: choice({
    contract: { zh: '合同', en: 'contract' },
    asked: { zh: '口头同意', en: 'asked and agreed' },
    written: { zh: '书面同意', en: 'in writing' },
  }),
  givenAt: moment,
});
/** How a customer may be contacted (C-04). */
export const contactPreferences = z.object({
  doNotCall: z.boolean(),
  /** Local times in which the customer rests; null: the company's default. */
  quietHours: z.array(z.object({ from: timeOfDay, until: timeOfDay })).nullable(),
  consent: contactConsent.nullable(),
});
export const customerBrief = z.object({
  id,
  name: personal('name', z.string()),
  phone: personal('phone', z.string()).nullable(),
});
export const customerView = customerBrief.extend({
  version,
  email: personal('email', z.string()).nullable(),
  idNumber: personal('id_number', z.string()).nullable(),
  address: personal('address', z.string()).nullable(),
  member: z.boolean(),
  preferences: contactPreferences,
  createdAt: z.iso.datetime(),
});
const phone = personal(
  'phone',
  z
    .string()
    .trim()
    .regex(/^\+?[0-9][0-9 -]{4,19}$/),
);
export const newCustomer = z.object({
  name: personal('name', line(60)),
  phone: phone.optional(),
  email: personal('email', z.email().max(200)).optional(),
  idNumber: personal(
    'id_number',
    z
      .string()
      .trim()
      .regex(/^[0-9A-Za-z]{6,20}$/),
  ).optional(),
  address: personal('address', line(200)).optional(),
  member: z.boolean().default(false),
});

export const customerNotFound = problem({
  code: 'tickets.customer.not_found',
  status: 404,
  title: { zh: '没有这位客户', en: 'No such customer' },
  detail: { zh: '找不到客户 {id}', en: 'There is no customer {id}' },
  details: z.object({ id: z.string() }),
});
export const customerNotServed = problem({
  code: 'tickets.customer.not_served',
  status: 403,
  title: { zh: '您没有在服务这位客户', en: 'You are not serving this customer' },
  detail: {
    zh: '只有正在服务该客户的人员或主管可以查看完整资料',
    en: 'Only the person serving this customer, or a supervisor, may see the full data',
  },
});

export const customerChanged = event({
  name: 'tickets.customer.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: [],
  data: z.object({
    customerId: id,
    name: personal('name', z.string()),
    phone: personal('phone', z.string()).nullable(),
    email: personal('email', z.string()).nullable(),
    member: z.boolean(),
    preferences: contactPreferences,
  }),
  summary: { zh: '客户资料变动', en: 'A customer’s file changed' },
  rules: ['T-15', 'C-04'],
});
