import { Injectable } from '@nestjs/common';
import { customerNotFound, customerView } from '@bumen/contracts';
import { AggregateRepository, currentWork, readPage, Conflict } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { Customer, emailKey, phoneKey, type CustomerFacts } from './customer.entity.ts';

/** What a ticket shows of its customer. */
export interface CustomerBrief {
  readonly id: string;
  readonly name: string;
  readonly phone: string | null;
}

@Injectable()
export class CustomerRepository extends AggregateRepository<Customer> {
  constructor() {
    super(Customer, {
      notFound: (id) => customerNotFound({ id }),
      view: customerView,
      personal: { phoneKey: 'phone', emailKey: 'email' },
      // Two first contacts of one person came at once: the second, done again, finds the first one's file.
      unique: { customer_phone_key: () => new Conflict(), customer_email_key: () => new Conflict() },
    });
  }

  async brief(id: string): Promise<CustomerBrief> {
    const [row] = await this.read<CustomerBrief>('SELECT id, name, phone FROM customer WHERE id = $1', [id]);
    if (!row) throw customerNotFound({ id });
    return row;
  }

  /**
   * The customer with this phone or e-mail, made if there is none (T-01). The phone decides where both are known to
   * different people.
   */
  async identify(facts: CustomerFacts, act: Act): Promise<CustomerBrief> {
    const phone = facts.phone === undefined ? null : phoneKey(facts.phone);
    const email = facts.email === undefined ? null : emailKey(facts.email);
    const known = phone === null && email === null ? undefined : await this.#known(phone, email);
    if (!known) return this.#register(facts, act);
    const customer = await this.#complete(known, facts, { phone, email });
    return { id: customer.id, name: customer.name, phone: customer.phone };
  }

  async list(request: {
    readonly phone?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  }): Promise<{ items: Customer[]; nextCursor: string | null }> {
    const query = this.select(Customer, 'customer');
    if (request.phone !== undefined) query.where('customer.phoneKey = :phone', { phone: phoneKey(request.phone) });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (customer) => customer);
  }

  /** Whether this person is in charge of an open ticket of the customer (P-05). */
  async isServedBy(customerId: string, staffId: string): Promise<boolean> {
    const rows = await this.read<{ id: string }>(
      `SELECT id FROM ticket WHERE customer_id = $1 AND assignee_id::text = $2 AND state NOT IN ('closed', 'withdrawn')
         LIMIT 1`,
      [customerId, staffId],
    );
    return rows.length > 0;
  }

  async #register(facts: CustomerFacts, act: Act): Promise<CustomerBrief> {
    const customer = Customer.register(currentWork().newId(), facts, act);
    await this.save(customer);
    return customer;
  }

  /** The file may lack what this contact told; a key that another customer has stays theirs. */
  async #complete(
    known: KnownCustomer,
    facts: CustomerFacts,
    keys: { readonly phone: string | null; readonly email: string | null },
  ): Promise<CustomerBrief> {
    const news: CustomerFacts = {
      ...facts,
      ...(keys.phone !== null && known.phone_owner !== null && known.phone_owner !== known.id
        ? { phone: undefined }
        : {}),
      ...(keys.email !== null && known.email_owner !== null && known.email_owner !== known.id
        ? { email: undefined }
        : {}),
    };
    const lacking =
      (known.phone === null && news.phone !== undefined) ||
      (!known.has_email && news.email !== undefined) ||
      (!known.has_id_number && news.idNumber !== undefined) ||
      (!known.has_address && news.address !== undefined) ||
      (!known.member && news.member);
    if (!lacking) return known;
    // Others may be about to give the same new key to another file.
    await this.#alone(keys.phone, keys.email);
    const again = await this.#known(keys.phone, keys.email);
    if (
      again &&
      again.id === known.id &&
      again.phone_owner === known.phone_owner &&
      again.email_owner === known.email_owner
    ) {
      const customer = await this.lock(known.id);
      customer.learn(news);
      await this.save(customer);
      return customer;
    }
    return known;
  }

  async #known(phone: string | null, email: string | null): Promise<KnownCustomer | undefined> {
    const [row] = await this.read<KnownCustomer>(knownStatement, [phone, email]);
    return row;
  }

  async #alone(phone: string | null, email: string | null): Promise<void> {
    const keys = [phone === null ? [] : [`phone ${phone}`], email === null ? [] : [`email ${email}`]].flat();
    await this.lockRows(`SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest($1::text[]) AS key`, [
      keys,
    ]);
  }
}

interface KnownCustomer extends CustomerBrief {
  readonly has_email: boolean;
  readonly has_id_number: boolean;
  readonly has_address: boolean;
  readonly member: boolean;
  readonly phone_owner: string | null;
  readonly email_owner: string | null;
}
const knownStatement = `SELECT c.id, c.name, c.phone, c.email IS NOT NULL AS has_email,
   c.id_number IS NOT NULL AS has_id_number, c.address IS NOT NULL AS has_address, c.member,
    o.phone_owner, o.email_owner
  FROM (SELECT (SELECT id FROM customer WHERE phone_key = $1) AS phone_owner, (SELECT id FROM customer
    WHERE email_key = $2) AS email_owner) AS o
  JOIN customer c ON c.id = coalesce(o.phone_owner, o.email_owner)`;
