import { customerView, type getCustomer, type ResponseOf } from '@bumen/contracts';
import { viewOf } from '@bumen/service-kit';
import type { Customer } from './customer.entity.ts';
import { numberIn, type ToldWithName } from './told.ts';

type View = ResponseOf<typeof getCustomer>;

export const customerViewOf = (customer: Customer): View =>
  viewOf(customerView, customer, { otherPhones: customer.otherPhones.map(({ written }) => written) });

/**
 * For who serves somebody of whom it isn't agreed that the file is theirs: what they said at that contact, and how they
 * may be reached by it. The rest may be of whose number it was before (P-05), so whatever is shown is named here.
 */
export function secondPersonViewOf(customer: Customer, told: ToldWithName): View {
  const { id, version, preferences, mergedInto, createdAt, phoneShared } = customer;
  const { name, phone, email, account, idNumber, address, member } = told;
  return {
    id,
    version,
    name,
    phone,
    phoneE164: numberIn(told),
    phoneShared,
    email,
    account,
    idNumber,
    address,
    otherPhones: [],
    otherEmails: [],
    otherAccounts: [],
    member,
    preferences: { ...preferences, consent: null },
    mergedInto,
    createdAt: createdAt.toISOString(),
  };
}
