import type { FilePart } from '@bumen/contracts';
import type { Customer, CustomerColumns, OtherPhone } from './customer.entity.ts';
import { identitiesOf, kindOf, numberOf, type IdentityKey } from './identity.ts';

/** A part of a file as it goes to somebody else: what they get, what is left, and by what they are known. */
export interface Part {
  readonly theirs: Partial<CustomerColumns>;
  readonly left: Partial<CustomerColumns>;
  readonly keys: readonly IdentityKey[];
  readonly phones: readonly OtherPhone[];
}

/**
 * `together`: all parts that go. The keys are those that were read when the part was written: by another country of the
 * company, or as numbers are read now, they might be others.
 */
export function partOf(customer: Customer, part: FilePart, together: readonly FilePart[] = [part]): Part {
  const { phone, phoneE164, email, account, idNumber, address, otherPhones, otherEmails, otherAccounts } = customer;
  const none = { keys: [], phones: [] };
  switch (part) {
    case 'phone': {
      const others = otherPhones.flatMap((one) => one.numbers);
      const keys = ofKind(customer, 'phone').filter((key) => !others.includes(numberOf(key)));
      const numbers = keys.map(numberOf);
      const phones = phone === null ? [] : [{ written: phone, numbers }];
      return { theirs: { phone, phoneE164 }, left: { phone: null, phoneE164: null }, keys, phones };
    }
    case 'other_phones': {
      const [first, ...rest] = otherPhones;
      const theirs = together.includes('phone')
        ? { otherPhones }
        : first
          ? { phone: first.written, phoneE164: first.numbers[0] ?? null, otherPhones: rest }
          : { otherPhones: [] };
      const keys = otherPhones.flatMap((one) => one.numbers.map((number): IdentityKey => `phone ${number}`));
      return { theirs, left: { otherPhones: [] }, keys, phones: otherPhones };
    }
    case 'email':
      return { ...none, theirs: { email }, left: { email: null }, keys: known(customer, { email }) };
    case 'other_emails': {
      const [first = null, ...rest] = otherEmails;
      const keys = otherEmails.flatMap((one) => known(customer, { email: one }));
      const theirs = together.includes('email') ? { otherEmails } : { email: first, otherEmails: rest };
      return { ...none, theirs, left: { otherEmails: [] }, keys };
    }
    case 'account':
      return { ...none, theirs: { account }, left: { account: null }, keys: known(customer, { account }) };
    case 'other_accounts': {
      const [first = null, ...rest] = otherAccounts;
      const keys = otherAccounts.flatMap((one) => known(customer, { account: one }));
      const theirs = together.includes('account') ? { otherAccounts } : { account: first, otherAccounts: rest };
      return { ...none, theirs, left: { otherAccounts: [] }, keys };
    }
    case 'id_number':
      return { ...none, theirs: { idNumber }, left: { idNumber: null }, keys: known(customer, { idNumber }) };
    case 'address':
      return { ...none, theirs: { address }, left: { address: null } };
  }
}

const ofKind = ({ keys }: Customer, kind: string) => keys.filter((key) => kindOf(key) === kind);
/** No country is needed for what is no telephone number. */
const known = ({ keys }: Customer, facts: Omit<Parameters<typeof identitiesOf>[0], 'phone'>) =>
  identitiesOf(facts, { country: '' }).filter((key) => keys.includes(key));
