import type { ResponseOf, getCustomer } from '@bumen/contracts';
import type { Customer } from './customer.entity.ts';

type View = ResponseOf<typeof getCustomer>;

export function customerViewOf(customer: Customer): View {
  const { id, version, name, phone, phoneE164, email, account, idNumber, address, otherPhones, otherEmails } = customer;
  const { member, preferences, mergedInto, createdAt } = customer;
  return {
    id,
    version,
    name,
    phone,
    phoneE164,
    email,
    account,
    idNumber,
    address,
    otherPhones: otherPhones.map(({ written }) => written),
    otherEmails: [...otherEmails],
    member,
    preferences,
    mergedInto,
    createdAt: createdAt.toISOString(),
  };
}

/**
 * For who serves somebody who gave another name with this customer's number: that name, and how to reach them by what
 * they have in common. The rest is of whose number it was before (P-05).
 */
export function secondPersonViewOf(customer: Customer, name: string): View {
  const { id, version, phone, phoneE164, preferences, mergedInto, createdAt } = customer;
  return {
    id,
    version,
    name,
    phone,
    phoneE164,
    email: null,
    account: null,
    idNumber: null,
    address: null,
    otherPhones: [],
    otherEmails: [],
    member: false,
    preferences,
    mergedInto,
    createdAt: createdAt.toISOString(),
  };
}
