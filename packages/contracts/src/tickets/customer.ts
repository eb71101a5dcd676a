import { z } from 'zod';
import {
  choice,
  emailAddress,
  event,
  hoursOfDay,
  id,
  line,
  moment,
  personalField,
  personName,
  phoneNumber,
  problem,
  version,
  within,
} from '../define/index.ts';

export const contactConsent = z.object({
  basis: choice({
    contract: { zh: '合同', en: 'contract' },
    asked: { zh: '口头同意', en: 'asked and agreed' },
    written: { zh: '书面同意', en: 'in writing' },
  }),
  givenAt: within({ backDays: 50 * 366, aheadDays: 0 }, moment),
});
/** How a customer may be contacted (C-04). */
export const contactPreferences = z.object({
  doNotCall: z.boolean(),
  /** Local times in which the customer rests; null: the company's default. */
  quietHours: hoursOfDay.nullable(),
  consent: contactConsent.nullable(),
});
const idNumber = personalField(
  'id_number',
  z
    .string()
    .trim()
    .regex(/^[0-9A-Za-z]{6,20}$/),
);
const address = personalField('address', line(200));
export const customerBrief = z.object({ id, name: personName.shown, phone: phoneNumber.shown.nullable() });
export const customerView = customerBrief.extend({
  version,
  email: emailAddress.shown.nullable(),
  idNumber: idNumber.shown.nullable(),
  address: address.shown.nullable(),
  member: z.boolean(),
  preferences: contactPreferences,
  createdAt: z.iso.datetime(),
});
export const newCustomer = z.object({
  name: personName.entered,
  phone: phoneNumber.entered.optional(),
  email: emailAddress.entered.optional(),
  idNumber: idNumber.entered.optional(),
  address: address.entered.optional(),
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
  about: { customer: ['customerId'] },
  data: z.object({
    customerId: id,
    name: personName.shown,
    phone: phoneNumber.shown.nullable(),
    email: emailAddress.shown.nullable(),
    member: z.boolean(),
    preferences: contactPreferences,
  }),
  summary: { zh: '客户资料变动', en: 'A customer’s file changed' },
  rules: ['T-15', 'C-04'],
});
