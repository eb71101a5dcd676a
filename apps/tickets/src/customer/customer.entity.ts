import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import {
  customerChanged,
  customerMerged,
  doNotCallKept,
  looserPreferences,
  numbersMax,
  othersMax,
  tooManyOthers,
  type correctCustomer,
  type DataOf,
  type FilePart,
  type InputOf,
  type openTicket,
} from '@bumen/contracts';
import { Aggregate, type ColumnsOf } from '@bumen/service-kit';
import { leads, type Act } from '../acts.ts';
import { identitiesOf, kindOf, numberOf, numberToDial, type IdentityKey, type PlatformAccount } from './identity.ts';
import { isNobody, samePlainName } from './names.ts';
import { newsIn } from './news.ts';
import { partOf } from './parts.ts';
import { asKept, forAnybody, isLooser, strictestOf } from './rest-times.ts';

export type ContactPreferences = DataOf<typeof customerChanged>['preferences'];
/** What is known of a customer when they make contact. */
export type CustomerFacts = Omit<NonNullable<InputOf<typeof openTicket>['customer']>, 'member'> & {
  readonly member: boolean;
};
/** What a file is corrected to; null where it is not known after all. */
export type Corrections = Omit<InputOf<typeof correctCustomer>, 'customerId' | 'reason'>;
/** A number beside the first, with what was read of it when it was written. */
export interface OtherPhone {
  readonly written: string;
  readonly numbers: readonly string[];
}
/** What a file says of who somebody is. */
export type CustomerColumns = ColumnsOf<Customer, 'phoneShared' | 'reached'>;

/** How long a transaction may still be on its way that found the file before it became a part of another. */
const latecomersMs = 60_000;

/** Whose file a key leads to; one key never leads to two (T-01). */
@Entity('customer_key')
export class CustomerKey {
  /** As `identitiesOf` makes it. */
  @PrimaryColumn('text')
  key!: string;
  @Column('uuid')
  customerId!: string;
}

/** A person who contacts the department; who has a key of theirs is the same person (T-01, T-15). */
@Entity('customer')
@Index('customer_merged', ['mergedInto'], { where: 'merged_into IS NOT NULL' })
@Index('customer_split', ['splitFrom'], { where: 'split_from IS NOT NULL' })
@Index('customer_due', ['nextDeadlineAt'], { where: 'next_deadline_at IS NOT NULL' })
export class Customer extends Aggregate {
  @Column('text')
  readonly name!: string;
  /** As it was written. */
  @Column('text', { nullable: true })
  readonly phone!: string | null;
  /** What was read of it when it was written; null where nothing could be read. */
  @Column('text', { name: 'phone_e164', nullable: true })
  readonly phoneE164!: string | null;
  @Column('text', { nullable: true })
  readonly email!: string | null;
  @Column('jsonb', { nullable: true })
  readonly account!: PlatformAccount | null;
  @Column('text', { nullable: true })
  readonly idNumber!: string | null;
  @Column('text', { nullable: true })
  readonly address!: string | null;
  @Column('jsonb')
  readonly otherPhones!: readonly OtherPhone[];
  @Column('jsonb')
  readonly otherEmails!: readonly string[];
  @Column('jsonb')
  readonly otherAccounts!: readonly PlatformAccount[];
  @Column('boolean')
  readonly member!: boolean;
  @Column('jsonb')
  readonly preferences!: ContactPreferences;
  /** By what they are known; each stands in `customer_key` as well. */
  @Column('text', { array: true })
  readonly keys!: readonly IdentityKey[];
  /** Numbers that reached somebody here who must not be called, and left: it holds for whoever has them next (C-04). */
  @Column('text', { array: true })
  readonly numbersRefused!: readonly string[];
  @Column('timestamptz')
  readonly createdAt!: Date;
  /** The file that it is a part of since two became one; null as long as it is one itself. */
  @Column('uuid', { nullable: true })
  readonly mergedInto!: string | null;
  /** The file that it was split off from. */
  @Column('uuid', { nullable: true })
  readonly splitFrom!: string | null;
  /** When it is looked for tickets that have to go to that file. */
  @Column('timestamptz', { nullable: true })
  readonly nextDeadlineAt!: Date | null;

  /**
   * `shared`: the file that the number leads to already, of somebody else. The number is written down here as well and
   * goes on leading there; whoever is reached by it may do no more than before (C-04).
   */
  static register(id: string, facts: CustomerFacts, shared: SharedNumber | undefined, { at, rules }: Act): Customer {
    const { name, phone = null, email = null, account = null, idNumber = null, address = null, member } = facts;
    const keys = identitiesOf(facts, rules.identity);
    const customer = new Customer();
    customer.#become({
      ...nothingKnown,
      id,
      name,
      phone,
      phoneE164: numberToDial(phone, rules.identity),
      email,
      account,
      idNumber,
      address,
      member,
      ...(shared ? { preferences: forAnybody(shared.preferences) } : {}),
      keys: shared ? keys.filter((key) => !shared.keys.includes(key)) : keys,
      createdAt: at,
    } satisfies CustomerColumns);
    return customer;
  }

  /** Whether its number leads to another file, so that nobody is found here by it. */
  get phoneShared(): boolean {
    return this.phoneE164 !== null && !this.keys.includes(`phone ${this.phoneE164}`);
  }

  /** By what somebody is reached here, be it that it leads to another file. */
  get reached(): readonly IdentityKey[] {
    if (this.mergedInto !== null) return [];
    return this.phoneShared ? [...this.keys, `phone ${this.phoneE164!}`] : this.keys;
  }

  /** Throws customerMerged where it is a part of another file by now. */
  refuseIfMerged(): void {
    if (this.mergedInto !== null) throw customerMerged({ into: this.mergedInto });
  }

  /** Fills the gaps of the file from another contact; what is there stays as it is. */
  learn(facts: CustomerFacts, { rules }: Pick<Act, 'rules'>): void {
    const news = newsIn(facts, this, rules.identity);
    if (Object.keys(news).length > 0) this.#become(news);
  }

  /**
   * What was wrong in the file is put right (T-15). By what is no longer in it nobody is known any more. With another
   * name, or without something by which they were known, it may be another person's: what the first one allowed does
   * not hold for them (C-04).
   */
  correct(corrections: Corrections, { rules }: Pick<Act, 'rules'>): void {
    this.refuseIfMerged();
    const parts = (['phone', 'email', 'account', 'id_number'] as const).filter(
      (part) => corrections[fieldOf[part]] !== undefined,
    );
    const gone = parts.flatMap((part) => partOf(this, part).keys);
    const keys = [...this.keys.filter((key) => !gone.includes(key)), ...identitiesOf(corrections, rules.identity)];
    const { name = this.name, phone } = corrections;
    const renamed = !isNobody(this.name) && !samePlainName(name, this.name);
    const numberGone = this.phoneShared && phone !== undefined;
    const another = renamed || numberGone || gone.some((key) => !keys.includes(key));
    this.#become({
      ...(Object.fromEntries(Object.entries(corrections).filter(([, value]) => value !== undefined)) as Corrections),
      ...(phone === undefined ? {} : { phoneE164: numberToDial(phone, rules.identity) }),
      keys: [...new Set(keys)],
      ...(another ? { preferences: forAnybody(this.preferences) } : {}),
    });
  }

  /**
   * How the customer may be contacted. Do-not-call is lifted by a supervisor who `handled` none of their tickets, and
   * by nobody else (C-04, P-04). Whoever neither `serves` them nor leads may forbid more and allow nothing.
   */
  prefer(preferences: ContactPreferences, by: { readonly handled: boolean; readonly serves: boolean }, act: Act): void {
    this.refuseIfMerged();
    if (this.liftsDoNotCall(preferences) && (by.handled || !leads(act))) throw doNotCallKept();
    if (isLooser(preferences, this.preferences) && !by.serves && !leads(act)) throw looserPreferences();
    this.#become({ preferences: asKept(preferences) });
  }

  /** Whoever is reached by what is in this file must not be called, or may be again: it was said of another file. */
  followDoNotCall(doNotCall: boolean): void {
    if (this.preferences.doNotCall !== doNotCall) this.#become({ preferences: { ...this.preferences, doNotCall } });
  }

  /** These numbers leave the file of somebody who must not be called. */
  keepRefused(numbers: readonly string[]): void {
    const refused = [...new Set([...this.numbersRefused, ...numbers])];
    if (refused.length === this.numbersRefused.length) return;
    if (refused.length > numbersMax) throw tooManyOthers({ max: numbersMax });
    this.#become({ numbersRefused: refused });
  }

  /** Whoever is reached by these numbers may be called again. */
  lift(numbers: readonly string[]): void {
    const refused = this.numbersRefused.filter((number) => !numbers.includes(number));
    if (refused.length < this.numbersRefused.length) this.#become({ numbersRefused: refused });
  }

  liftsDoNotCall(preferences: ContactPreferences): boolean {
    return this.preferences.doNotCall && !preferences.doNotCall;
  }

  /**
   * Another file turned out to be of the same person, so it becomes a part of this one (T-15). What either file forbids
   * stays forbidden, and consent is what both gave (C-04).
   */
  absorb(other: Customer, { at }: Act): void {
    this.refuseIfMerged();
    other.refuseIfMerged();
    const preferences = strictestOf(this.preferences, other.preferences);
    const theirs = partOf(other, 'phone').phones.filter(({ written }) => written !== this.phone);
    const phones = [...this.otherPhones, ...theirs, ...other.otherPhones];
    const emails = [...this.otherEmails, ...(other.email === null ? [] : [other.email]), ...other.otherEmails];
    const accounts = [
      ...this.otherAccounts,
      ...(other.account === null ? [] : [other.account]),
      ...other.otherAccounts,
    ];
    const [first, ...rest] = this.phone === null ? phones : [undefined, ...phones];
    const [firstEmail, ...restEmails] = this.email === null ? emails : [undefined, ...emails];
    const [firstAccount, ...restAccounts] = this.account === null ? accounts : [this.account, ...accounts];
    if (Math.max(rest.length, restEmails.length, restAccounts.length) > othersMax)
      throw tooManyOthers({ max: othersMax });
    this.#become({
      ...(first ? { phone: first.written, phoneE164: first.numbers[0] ?? null } : {}),
      ...(firstEmail ? { email: firstEmail } : {}),
      otherPhones: rest.filter((phone) => phone !== undefined),
      otherEmails: restEmails.filter((email) => email !== undefined),
      account: firstAccount ?? null,
      otherAccounts: restAccounts,
      idNumber: this.idNumber ?? other.idNumber,
      address: this.address ?? other.address,
      member: this.member || other.member,
      preferences,
      keys: [...this.keys, ...other.keys],
    });
    other.#become({
      preferences,
      keys: [],
      mergedInto: this.id,
      nextDeadlineAt: new Date(at.getTime() + latecomersMs),
    });
  }

  /**
   * What of the file is somebody else's goes to a file of theirs (T-15). Whoever reaches them by it may do no more than
   * before; consent was given by one of the two, and nobody knows by whom, so it isn't theirs, nor the first one's
   * where something goes by which they were reached.
   */
  split(id: string, name: string, parts: readonly FilePart[], { at }: Act): Customer {
    this.refuseIfMerged();
    const taken = parts.map((part) => partOf(this, part, parts));
    const second = new Customer();
    const theirs = Object.assign({}, ...taken.map((one) => one.theirs)) as Partial<CustomerColumns>;
    const keys = taken.flatMap((one) => one.keys);
    second.#become({
      ...nothingKnown,
      ...theirs,
      id,
      name,
      preferences: forAnybody(this.preferences),
      splitFrom: this.id,
      keys,
      createdAt: at,
    } satisfies CustomerColumns);
    if (parts.length === 0) return second;
    const left = Object.assign({}, ...taken.map((one) => one.left)) as Partial<CustomerColumns>;
    const phones = left.otherPhones ?? this.otherPhones;
    const emails = left.otherEmails ?? this.otherEmails;
    const accounts = left.otherAccounts ?? this.otherAccounts;
    this.#become({
      ...left,
      ...(left.phone === null && phones[0]
        ? { phone: phones[0].written, phoneE164: phones[0].numbers[0] ?? null, otherPhones: phones.slice(1) }
        : {}),
      ...(left.email === null && emails[0] ? { email: emails[0], otherEmails: emails.slice(1) } : {}),
      ...(left.account === null && accounts[0] ? { account: accounts[0], otherAccounts: accounts.slice(1) } : {}),
      keys: this.keys.filter((key) => !keys.includes(key)),
      ...(this.reached.some((key) => second.reached.includes(key))
        ? { preferences: forAnybody(this.preferences) }
        : {}),
    });
    return second;
  }

  /** Its tickets went to the file that it is a part of; `more` are still to go. */
  movedOn(more: boolean, { at }: Act): void {
    this.#become({ nextDeadlineAt: more ? at : null });
  }

  #become(changes: Partial<CustomerColumns>): void {
    Object.assign(this, changes);
    const { id: customerId, name, member, preferences, mergedInto } = this;
    const { phone, phoneE164, email } = mergedInto === null ? this : nothingKnown;
    const numbers = this.reached.filter((key) => kindOf(key) === 'phone').map(numberOf);
    this.raise(customerChanged, {
      customerId,
      name,
      phone,
      phoneE164,
      numbers,
      numbersRefused: [...this.numbersRefused],
      email,
      member,
      preferences,
      mergedInto,
    });
  }
}

/** A number that leads to a file, and how whoever is reached by it may be contacted. */
export interface SharedNumber {
  readonly keys: readonly IdentityKey[];
  readonly preferences: ContactPreferences;
}
const fieldOf = { phone: 'phone', email: 'email', account: 'account', id_number: 'idNumber' } as const;
const nothingKnown = {
  phone: null,
  phoneE164: null,
  email: null,
  account: null,
  idNumber: null,
  address: null,
  otherPhones: [],
  otherEmails: [],
  otherAccounts: [],
  member: false,
  preferences: { doNotCall: false, quietHours: null, companyHoursToo: false, consent: null },
  keys: [],
  numbersRefused: [],
  mergedInto: null,
  splitFrom: null,
  nextDeadlineAt: null,
};
