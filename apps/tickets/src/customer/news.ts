import { othersMax } from '@bumen/contracts';
import type { CustomerColumns, CustomerFacts } from './customer.entity.ts';
import {
  identitiesOf,
  numberToDial,
  phonesIn,
  type IdentityFacts,
  type PlatformAccount,
  type ReadingBy,
} from './identity.ts';
import { namesMore } from './told.ts';

/** What of a file is not known, beside what a contact may add to. */
export type Lacking = Pick<CustomerColumns, 'name' | 'phone' | 'phoneE164' | 'email' | 'account' | 'idNumber'> &
  Pick<CustomerColumns, 'address' | 'member' | 'keys' | 'otherPhones' | 'otherEmails' | 'otherAccounts'>;

/**
 * What a contact tells that the file lacks; what is there stays as it is.  A further number, e-mail address or
 * account leads to the customer, too: do-not-call must not be lost because they call from another (C-04).
 */
export function newsIn(facts: CustomerFacts, known: Lacking, by: ReadingBy): Partial<CustomerColumns> {
  const { name, idNumber, address, member } = facts;
  const phone = phoneNews(facts.phone ?? null, known, by);
  const email = emailNews(facts.email ?? null, known, by);
  const account = accountNews(facts.account ?? null, known, by);
  const learnt: IdentityFacts = {
    ...(phone ? { phone: facts.phone } : {}),
    ...(email ? { email: facts.email } : {}),
    ...(account ? { account: facts.account } : {}),
    ...(idNumber !== undefined && known.idNumber === null ? { idNumber } : {}),
  };
  const keys = [...new Set([...known.keys, ...identitiesOf(learnt, by)])];
  return {
    ...(namesMore(name, known.name) ? { name } : {}),
    ...phone,
    ...email,
    ...account,
    ...(learnt.idNumber ? { idNumber: learnt.idNumber } : {}),
    ...(address !== undefined && known.address === null ? { address } : {}),
    ...(member && !known.member ? { member } : {}),
    ...(keys.length > known.keys.length ? { keys } : {}),
  };
}

type Phones = Pick<Lacking, 'phone' | 'phoneE164' | 'otherPhones' | 'keys'>;
function phoneNews(written: string | null, known: Phones, by: ReadingBy): Partial<CustomerColumns> | undefined {
  if (written === null || written === known.phone) return undefined;
  if (known.phone === null) return { phone: written, phoneE164: numberToDial(written, by) };
  const numbers = phonesIn(written, by).filter((number) => !known.keys.includes(`phone ${number}`));
  const [first] = numbers;
  if (first === undefined || known.otherPhones.length >= othersMax) return undefined;
  // Where nobody could read the first, they are reached by this one.
  if (known.phoneE164 === null)
    return {
      phone: written,
      phoneE164: first,
      otherPhones: [{ written: known.phone, numbers: [] }, ...known.otherPhones],
    };
  return { otherPhones: [...known.otherPhones, { written, numbers }] };
}

type Emails = Pick<Lacking, 'email' | 'otherEmails' | 'keys'>;
function emailNews(email: string | null, known: Emails, by: ReadingBy): Partial<CustomerColumns> | undefined {
  if (email === null) return undefined;
  if (known.email === null) return { email };
  const isKnown = identitiesOf({ email }, by).every((key) => known.keys.includes(key));
  if (isKnown || known.otherEmails.length >= othersMax) return undefined;
  return { otherEmails: [...known.otherEmails, email] };
}

type Accounts = Pick<Lacking, 'account' | 'otherAccounts' | 'keys'>;
function accountNews(
  account: PlatformAccount | null,
  known: Accounts,
  by: ReadingBy,
): Partial<CustomerColumns> | undefined {
  if (account === null) return undefined;
  if (known.account === null) return { account };
  const isKnown = identitiesOf({ account }, by).every((key) => known.keys.includes(key));
  if (isKnown || known.otherAccounts.length >= othersMax) return undefined;
  return { otherAccounts: [...known.otherAccounts, account] };
}
