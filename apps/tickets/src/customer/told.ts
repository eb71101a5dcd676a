import type { CustomerFacts } from './customer.entity.ts';
import {
  identitiesOf,
  kindOf,
  type IdentityKey,
  type IdentityKind,
  type PlatformAccount,
  type ReadingBy,
} from './identity.ts';
import { isNobody, isWhole, likeness, samePlainName } from './names.ts';

/** What was said at a contact of who the customer is, kept with it as it was said (T-01, T-15). */
export interface Told {
  readonly phone: string | null;
  readonly email: string | null;
  readonly account: PlatformAccount | null;
  readonly idNumber: string | null;
  readonly address: string | null;
  readonly member: boolean;
  /** What was read of it then. */
  readonly keys: readonly IdentityKey[];
}
/** With the name that was given. */
export interface ToldWithName extends Told {
  readonly name: string;
}
/** By what a file says who somebody is. */
export interface KnownBy {
  readonly name: string;
  readonly keys: readonly IdentityKey[];
}
/** All that a file tells of a person. */
export interface KnownOf extends KnownBy {
  readonly phone: string | null;
  readonly phoneE164: string | null;
  readonly address: string | null;
  readonly otherPhones: readonly { readonly numbers: readonly string[] }[];
}
/** How what was said fits a file: the same person, nobody can say, or another person. */
export type Fit = 'agreed' | 'unsure' | 'contradicted';

export function toldBy(facts: CustomerFacts, by: ReadingBy): ToldWithName {
  const { name, phone = null, email = null, account = null, idNumber = null, address = null, member } = facts;
  return { name, phone, email, account, idNumber, address, member, keys: identitiesOf(facts, by) };
}

/** The number to dial, as it was read. */
export const numberIn = ({ keys }: Told): string | null => ofKind(keys, 'phone')[0]?.slice('phone '.length) ?? null;

/** As a contact says it. */
export function factsIn({ keys: _, ...told }: ToldWithName): CustomerFacts {
  const { name, phone, email, account, idNumber, address, member } = told;
  const said = <Value>(value: Value | null) => value ?? undefined;
  return {
    name,
    member,
    phone: said(phone),
    email: said(email),
    account: said(account),
    idNumber: said(idNumber),
    address: said(address),
  };
}

/**
 * Whether who said this is whom the file is of (T-15, P-05). Numbers are given to others every day, so a number alone
 * says nothing about a person. It is agreed where the ID number is the file's, or where the whole name is and something
 * else leads to the file as well; a weak name (王先生, 匿名) never agrees, because whoever has the number now may be
 * called so too, or say nothing. Another name, ID number, e-mail address or account on the same platform contradicts;
 * the ID number outweighs all but the name.
 */
export function fitOf(told: ToldWithName, file: KnownBy): Fit {
  if (hasAnotherId(told, file)) return 'contradicted';
  const like = likeness(told.name, file.name);
  if (like === 'other') return 'contradicted';
  const shared = told.keys.filter((key) => file.keys.includes(key));
  if (shared.some((key) => kindOf(key) === 'id_number')) return 'agreed';
  if (differs(told, file, 'email') || hasAnotherAccount(told, file)) return 'contradicted';
  return like === 'same' && shared.length > 0 ? 'agreed' : 'unsure';
}

/** An ID number is one person's, so a file with another is not theirs. */
export const hasAnotherId = (told: Told, file: Pick<KnownBy, 'keys'>): boolean => differs(told, file, 'id_number');

/**
 * Whether who serves the person who said this may be shown all of the file and put right what it says (P-05), and
 * whether the file learns from it (T-15). Also where nobody can say who they are it is so, as long as the file holds
 * nothing but what they said themselves: the first contact of 王先生. What anybody else says stays with their contact
 * until somebody who leads splits the file or corrects it.
 */
export function isTheirs(told: ToldWithName, file: KnownOf): boolean {
  const fit = fitOf(told, file);
  return fit === 'agreed' || (fit === 'unsure' && holdsNoMore(told, file));
}

function holdsNoMore(told: ToldWithName, file: KnownOf): boolean {
  const { phone, phoneE164, address, otherPhones } = file;
  return (
    (!isWhole(file.name) || samePlainName(told.name, file.name)) &&
    file.keys.every((key) => told.keys.includes(key)) &&
    (phone === null || phone === told.phone || told.keys.some((key) => key === `phone ${phoneE164}`)) &&
    (address === null || address === told.address) &&
    otherPhones.every(({ numbers }) => numbers.length > 0)
  );
}

/** Whether a file's name says less than the one that was told: none, or 王先生 where they say 王小明 now. */
export const namesMore = (told: string, known: string): boolean =>
  (isNobody(known) && !isNobody(told)) || (!isWhole(known) && isWhole(told) && likeness(told, known) === 'may_be');

const ofKind = (keys: readonly IdentityKey[], kind: IdentityKind) => keys.filter((key) => kindOf(key) === kind);

function differs(told: Told, file: Pick<KnownBy, 'keys'>, kind: IdentityKind): boolean {
  const [said, known] = [ofKind(told.keys, kind), ofKind(file.keys, kind)];
  return said.length > 0 && known.length > 0 && !said.some((key) => known.includes(key));
}

/** People have one account on many platforms; two on the same are more often two people's. */
function hasAnotherAccount({ keys, account }: Told, file: Pick<KnownBy, 'keys'>): boolean {
  if (account === null) return false;
  const platform = ofKind(keys, 'account').map((key) => key.split(' ')[1]);
  const there = ofKind(file.keys, 'account').filter((key) => platform.includes(key.split(' ')[1]));
  return there.length > 0 && !there.some((key) => keys.includes(key));
}
