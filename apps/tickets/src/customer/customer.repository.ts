import { Injectable } from '@nestjs/common';
import { customerNotFound, customerView } from '@bumen/contracts';
import { AggregateRepository, Conflict, currentWork, readPage } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { Customer, CustomerKey, type CustomerFacts, type Lacking } from './customer.entity.ts';
import { identitiesOf, type IdentityKey } from './identity.ts';
import { otherName } from './names.ts';

/** What a ticket shows of its customer. */
export interface CustomerBrief {
  readonly id: string;
  readonly name: string;
  readonly phone: string | null;
}

/** Somebody serves the whole file, or a person of that name who has its number. */
export type Serving = { readonly whole: true } | { readonly whole: false; readonly name: string };

@Injectable()
export class CustomerRepository extends AggregateRepository<Customer> {
  /** The keys of a file when it was loaded or saved last. */
  readonly #keys = new WeakMap<Customer, readonly IdentityKey[]>();

  constructor() {
    super(Customer, {
      notFound: (id) => customerNotFound({ id }),
      view: customerView,
      personal: { keys: 'phone', otherPhones: 'phone' },
    });
  }

  /** Of a ticket's customer, who is there as long as the ticket is. */
  async brief(id: string): Promise<CustomerBrief> {
    const [row] = await this.read<CustomerBrief>('SELECT id, name, phone FROM customer WHERE id = $1', [id]);
    return row!;
  }

  /** As `brief`, of the file that it is a part of by now where it became one. */
  async briefNow(id: string): Promise<CustomerBrief> {
    const [row] = await this.read<CustomerBrief>(
      `WITH RECURSIVE file AS (
         SELECT id, name, phone, merged_into FROM customer WHERE id = $1
         UNION SELECT c.id, c.name, c.phone, c.merged_into FROM file JOIN customer c ON c.id = file.merged_into)
       SELECT id, name, phone FROM file WHERE merged_into IS NULL`,
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

  /** The customer whom one of these keys leads to, the first that leads to somebody; made if there is none (T-01). */
  async identify(facts: CustomerFacts, act: Act): Promise<CustomerBrief> {
    const keys = identitiesOf(facts, act.rules.identity);
    const owners = await this.#ownersOf(keys);
    const known = firstOf(keys, owners);
    if (!known) return this.#register(facts, act);
    // What another customer is known by stays theirs.
    const others = keys.filter((key) => (owners.get(key) ?? known).id !== known.id);
    const own = without(facts, others, act);
    if (Object.keys(Customer.newsIn(own, known)).length === 0) return known;
    const customer = await this.lock(known.id);
    // It became a part of another file meanwhile: done again, the contact finds that one.
    if (customer.mergedInto !== null) throw new Conflict();
    customer.learn(own, act);
    await this.save(customer);
    return customer;
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
   * How this person serves the customer by an open ticket that they are in charge of: as who the file is of, or as
   * somebody who gave another name. A ticket for which they chose the customer doesn't count, or anybody could serve
   * anybody (P-05).
   */
  async servedBy(customer: Customer, staffId: string): Promise<Serving | undefined> {
    const rows = await this.read<{ told_name: string | null }>(
      `SELECT DISTINCT told_name FROM ticket WHERE customer_id = $1 AND assignee_id::text = $2
         AND state NOT IN ('closed', 'withdrawn') AND chosen_by IS DISTINCT FROM $2 LIMIT 100`,
      [customer.id, staffId],
    );
    const [name, ...others] = rows.map((row) => otherName(row.told_name, customer.name));
    if (name === undefined) return undefined;
    return name === null || others.includes(null) ? { whole: true } : { whole: false, name };
  }

  /** Whether this person handled a ticket of the customer, at any time (C-11). */
  async wasHandledBy(customerId: string, staffId: string): Promise<boolean> {
    const rows = await this.read<{ id: string }>(
      'SELECT id FROM ticket WHERE customer_id = $1 AND $2 = ANY(handler_ids::text[]) LIMIT 1',
      [customerId, staffId],
    );
    return rows.length > 0;
  }

  protected override async loadParts(customer: Customer): Promise<void> {
    this.#keys.set(customer, customer.keys);
  }

  protected override async saveParts(customer: Customer): Promise<void> {
    const { id: customerId, keys } = customer;
    const before = this.#keys.get(customer) ?? [];
    this.#keys.set(customer, keys);
    const gone = before.filter((key) => !keys.includes(key));
    const added = keys.filter((key) => !before.includes(key)).sort();
    if (gone.length > 0)
      await this.change('DELETE FROM customer_key WHERE key = ANY($1) AND customer_id = $2', [gone, customerId]);
    // Two gave one key to two files at once: the second, done again, finds whose it is.
    this.insert(
      CustomerKey,
      added.map((key) => ({ key, customerId })),
      { PK_customer_key: () => new Conflict() },
    );
  }

  async #register(facts: CustomerFacts, act: Act): Promise<CustomerBrief> {
    const customer = Customer.register(currentWork().newId(), facts, act);
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

type KnownCustomer = CustomerBrief & Lacking;
const ownersStatement = `SELECT k.key, c.id, c.name, c.phone, c.email, c.account, c.id_number AS "idNumber", c.address,
    c.member
  FROM customer_key k JOIN customer c ON c.id = k.customer_id WHERE k.key = ANY($1)`;

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
  return {
    ...facts,
    ...(others({ phone }) ? { phone: undefined } : {}),
    ...(others({ email }) ? { email: undefined } : {}),
    ...(others({ account }) ? { account: undefined } : {}),
    ...(others({ idNumber }) ? { idNumber: undefined } : {}),
  };
}
