import { Injectable } from '@nestjs/common';
import { customerNotFound, customerView } from '@bumen/contracts';
import { AggregateRepository, Conflict, currentWork, readPage } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { Customer, CustomerKey, type ContactPreferences, type CustomerFacts } from './customer.entity.ts';
import { DoNotCall } from './do-not-call.repository.ts';
import { identitiesOf, kindOf, numberOf, phonesIn, type IdentityKey } from './identity.ts';
import { newsIn, type Lacking } from './news.ts';
import { factsIn, fitOf, hasAnotherId, isTheirs, toldBy, type KnownOf, type Told, type ToldWithName } from './told.ts';

/** What a ticket shows of its customer. */
export interface CustomerBrief {
  readonly id: string;
  readonly name: string;
  readonly phone: string | null;
  /** By what its file is known. */
  readonly keys: readonly IdentityKey[];
}

/** Somebody serves whom the file is of, or somebody of whom that isn't agreed, who said this. */
export type Serving = { readonly whole: true } | { readonly whole: false; readonly told: ToldWithName };

@Injectable()
export class CustomerRepository extends AggregateRepository<Customer> {
  /** A file as it was when it was loaded or saved last. */
  readonly #before = new WeakMap<Customer, Before>();

  /** What a new file is known by that must not be called; read with whose it is, or the write would go out twice. */
  readonly #refused = new WeakMap<Customer, ReadonlySet<IdentityKey>>();

  constructor(private readonly doNotCall: DoNotCall) {
    super(Customer, {
      notFound: (id) => customerNotFound({ id }),
      view: customerView,
      personal: { keys: 'phone', otherPhones: 'phone', numbersRefused: 'phone' },
    });
  }

  /** Of a ticket's customer, who is there as long as the ticket is. */
  async brief(id: string): Promise<CustomerBrief> {
    const [row] = await this.read<CustomerBrief>('SELECT id, name, phone, keys FROM customer WHERE id = $1', [id]);
    return row!;
  }

  /** As `brief`, of the file that it is a part of by now where it became one. */
  async briefNow(id: string): Promise<CustomerBrief> {
    const [row] = await this.read<CustomerBrief>(
      `WITH RECURSIVE file AS (
         SELECT id, name, phone, keys, merged_into FROM customer WHERE id = $1
         UNION SELECT c.id, c.name, c.phone, c.keys, c.merged_into FROM file JOIN customer c ON c.id = file.merged_into)
       SELECT id, name, phone, keys FROM file WHERE merged_into IS NULL`,
      [id],
    );
    if (!row) throw customerNotFound({ id });
    return row;
  }

  /** Both of them, locked in one order, so that two who merge the same files wait for each other and not for ever. */
  async lockBoth(id: string, otherId: string): Promise<readonly [Customer, Customer]> {
    const first = await this.lock(id < otherId ? id : otherId);
    const second = await this.lock(id < otherId ? otherId : id);
    return first.id === id ? [first, second] : [second, first];
  }

  /**
   * Whose file a contact goes to (T-01): that of the ID number, else of the first key whose owner may be who said this,
   * else of the first. A file of somebody with another ID number is not theirs, whatever their number: then they get
   * one of their own.
   */
  async identify(facts: CustomerFacts, act: Act): Promise<CustomerBrief> {
    const told = toldBy(facts, act.rules.identity);
    const [owners, refused] = await Promise.all([this.#ownersOf(told.keys), this.doNotCall.among(told.keys, null)]);
    const known = ownerFor(told, owners);
    // What another customer is known by stays theirs.
    const others = told.keys.filter((key) => owners.has(key) && owners.get(key)!.id !== known?.id);
    const own = without(facts, others, act);
    if (!known) return this.#register(facts, own, others, { owners, refused }, act);
    if (Object.keys(newsIn(own, known, act.rules.identity)).length === 0 || !isTheirs(told, known)) return known;
    const customer = await this.lock(known.id);
    // It became a part of another file, or somebody else's, meanwhile: done again, the contact finds what is so now.
    if (customer.mergedInto !== null || !isTheirs(told, customer)) throw new Conflict();
    customer.learn(own, act);
    await this.save(customer);
    return customer;
  }

  /**
   * Somebody who leads says that these are the customer's contacts. What was said there and the file lacks is written
   * into it, but for what leads to others (T-15).
   */
  async teach(customer: Customer, contacts: readonly ToldWithName[], act: Act): Promise<void> {
    const owners = await this.#ownersOf(contacts.flatMap((told) => told.keys));
    for (const told of contacts)
      customer.learn(
        without(
          factsIn(told),
          told.keys.filter((key) => owners.has(key)),
          act,
        ),
        act,
      );
  }

  async list(request: {
    readonly cursor?: string | undefined;
    readonly limit: number;
  }): Promise<{ items: Customer[]; nextCursor: string | null }> {
    const query = this.select(Customer, 'customer');
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (customer) => customer);
  }

  /** The files that these keys lead to. */
  async ownersOf(keys: readonly IdentityKey[]): Promise<string[]> {
    return [...new Set([...(await this.#ownersOf(keys)).values()].map((owner) => owner.id))];
  }

  /** The customer whom the first of these keys leads to. */
  async withKey(keys: readonly IdentityKey[]): Promise<Customer | undefined> {
    const found = firstOf(keys, await this.#ownersOf(keys));
    return found && this.find(found.id);
  }

  /**
   * How this person serves the customer by an open ticket that they are in charge of (P-05). They serve whom the file
   * is of where `isTheirs`, or who leads, says so of one of the tickets; else who said what the newest was opened with.
   * A ticket for which they chose the customer themselves, or that came back by what they noted and wasn't theirs
   * before, doesn't count, or anybody could serve anybody.
   */
  async servedBy(customer: Customer, staffId: string): Promise<Serving | undefined> {
    const rows = await this.read<{ name: string | null; told: Told | null; confirmed: boolean }>(
      `SELECT told_name AS name, told, confirmed_by IS NOT NULL AS confirmed FROM ticket WHERE customer_id = $1 AND assignee_id::text = $2
         AND state NOT IN ('closed', 'withdrawn') AND chosen_by IS DISTINCT FROM $2
         AND $2 <> ALL (brought_back_by) ORDER BY serial DESC LIMIT 100`,
      [customer.id, staffId],
    );
    const contacts = rows.map(({ name, told, confirmed }) =>
      name === null || told === null || confirmed ? null : { name, ...told },
    );
    const [newest] = contacts;
    if (newest === undefined) return undefined;
    if (newest === null || contacts.some((told) => told === null || isTheirs(told, customer))) return { whole: true };
    return { whole: false, told: newest };
  }

  /**
   * Whoever comes to be reached by what somebody was reached by who must not be called, must not be called either; and
   * where that changes, it changes in every file that is reached by the same number (C-04).
   */
  override async save(customer: Customer): Promise<void> {
    const before = this.#before.get(customer);
    const { reached, keys } = customer;
    const entering = reached.filter((key) => !before?.reached.includes(key));
    const shared = entering.filter((key) => !keys.includes(key));
    if (shared.length > 0) await this.doNotCall.lockKeys(shared);
    if (entering.length > 0 && !customer.preferences.doNotCall) {
      // What leads to another file is looked at again under its lock; a key that led to nobody is guarded by its own.
      const known = shared.length === 0 ? this.#refused.get(customer) : undefined;
      const refused = known ?? (await this.doNotCall.among(entering, customer.id));
      if (entering.some((key) => refused.has(key))) customer.followDoNotCall(true);
    }
    this.#refused.delete(customer);
    const { doNotCall } = customer.preferences;
    if (before && (before.doNotCall || doNotCall))
      customer.keepRefused(numbersAmong(before.reached.filter((key) => !reached.includes(key))));
    if (!before || before.doNotCall === doNotCall) return super.save(customer);
    await this.doNotCall.lockKeys(reached);
    await super.save(customer);
    if (!doNotCall) await this.#lift(reached);
    for (const id of await this.doNotCall.alsoReachedBy(reached, customer.id)) {
      const other = await this.lock(id);
      other.followDoNotCall(doNotCall);
      await super.save(other);
    }
  }

  protected override async loadParts(customer: Customer): Promise<void> {
    this.#before.set(customer, beforeOf(customer));
  }

  protected override async saveParts(customer: Customer): Promise<void> {
    const { id: customerId, keys, reached, preferences } = customer;
    const before = this.#before.get(customer) ?? { keys: [], reached: [], doNotCall: false };
    this.#before.set(customer, beforeOf(customer));
    const gone = before.keys.filter((key) => !keys.includes(key));
    const added = keys.filter((key) => !before.keys.includes(key)).sort();
    if (gone.length > 0)
      await this.change('DELETE FROM customer_key WHERE key = ANY($1) AND customer_id = $2', [gone, customerId]);
    // Two gave one key to two files at once: the second, done again, finds whose it is.
    this.insert(
      CustomerKey,
      added.map((key) => ({ key, customerId })),
      { PK_customer_key: () => new Conflict() },
    );
    const { doNotCall } = preferences;
    this.doNotCall.keep(
      customerId,
      before.reached.filter((key) => !reached.includes(key)),
      doNotCall || before.doNotCall,
    );
    const isNew = (key: IdentityKey) => before.doNotCall !== doNotCall || !before.reached.includes(key);
    this.doNotCall.keep(
      customerId,
      reached.filter((key) => !keys.includes(key) && isNew(key)),
      doNotCall,
    );
  }

  /** Also where a number was in a file that it left: callbacks know it from there. */
  async #lift(keys: readonly IdentityKey[]): Promise<void> {
    for (const id of await this.doNotCall.lift(keys)) {
      const file = await this.lock(id);
      file.lift(numbersAmong(keys));
      await super.save(file);
    }
  }

  /** What leads to others is theirs; only the number is written down here, too, since they are reached by it. */
  async #register(
    { phone }: CustomerFacts,
    own: CustomerFacts,
    others: readonly IdentityKey[],
    { owners, refused }: LookedUp,
    act: Act,
  ): Promise<CustomerBrief> {
    const keys = others.filter((key) => kindOf(key) === 'phone');
    const owner = keys[0] && owners.get(keys[0]);
    const shared = owner && { keys, preferences: owner.preferences };
    const customer = Customer.register(currentWork().newId(), { ...own, phone }, shared, act);
    this.#refused.set(customer, refused);
    await this.save(customer);
    return customer;
  }

  /** Whose each of the keys is, and whether their file has something in each field. */
  async #ownersOf(keys: readonly IdentityKey[]): Promise<ReadonlyMap<string, KnownCustomer>> {
    if (keys.length === 0) return new Map();
    const rows = await this.read<KnownCustomer & { readonly key: string }>(ownersStatement, [keys]);
    return new Map(rows.map((row) => [row.key, row]));
  }
}

interface LookedUp {
  readonly owners: ReadonlyMap<string, KnownCustomer>;
  readonly refused: ReadonlySet<IdentityKey>;
}
interface Before {
  readonly keys: readonly IdentityKey[];
  readonly reached: readonly IdentityKey[];
  readonly doNotCall: boolean;
}
const beforeOf = ({ keys, reached, preferences: { doNotCall } }: Customer): Before => ({ keys, reached, doNotCall });

const numbersAmong = (keys: readonly IdentityKey[]) => keys.filter((key) => kindOf(key) === 'phone').map(numberOf);

type KnownCustomer = CustomerBrief & Lacking & KnownOf & { readonly preferences: ContactPreferences };
const ownersStatement = `SELECT k.key, c.id, c.name, c.phone, c.phone_e164 AS "phoneE164", c.email, c.account,
    c.id_number AS "idNumber", c.address, c.other_phones AS "otherPhones", c.other_emails AS "otherEmails",
    c.other_accounts AS "otherAccounts",
    c.member, c.preferences, c.keys
  FROM customer_key k JOIN customer c ON c.id = k.customer_id WHERE k.key = ANY($1)`;

function ownerFor(told: ToldWithName, owners: ReadonlyMap<string, KnownCustomer>): KnownCustomer | undefined {
  const byId = told.keys.find((key) => kindOf(key) === 'id_number' && owners.has(key));
  if (byId) return owners.get(byId);
  const found = told.keys.flatMap((key) => owners.get(key) ?? []).filter((owner) => !hasAnotherId(told, owner));
  const fitting = (fit: string) => found.find((owner) => fitOf(told, owner) === fit);
  return fitting('agreed') ?? fitting('unsure') ?? found[0];
}

function firstOf<T>(keys: readonly IdentityKey[], owners: ReadonlyMap<string, T>): T | undefined {
  const key = keys.find((one) => owners.has(one));
  return key === undefined ? undefined : owners.get(key);
}

/** The facts without those that have one of these keys. */
function without(facts: CustomerFacts, keys: readonly IdentityKey[], { rules }: Act): CustomerFacts {
  if (keys.length === 0) return facts;
  const others = (part: Parameters<typeof identitiesOf>[0]) =>
    identitiesOf(part, rules.identity).some((key) => keys.includes(key));
  const { phone, email, account, idNumber } = facts;
  const numbers = phone === undefined ? [] : phonesIn(phone, rules.identity);
  const own = numbers.filter((number) => !keys.includes(`phone ${number}`));
  return {
    ...facts,
    ...(own.length < numbers.length ? { phone: own.length > 0 ? own.join(' / ') : undefined } : {}),
    ...(others({ email }) ? { email: undefined } : {}),
    ...(others({ account }) ? { account: undefined } : {}),
    ...(others({ idNumber }) ? { idNumber: undefined } : {}),
  };
}
