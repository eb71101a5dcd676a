import { Column, Entity, PrimaryColumn } from 'typeorm';
import { customerChanged, type DataOf, type InputOf, type openTicket } from '@bumen/contracts';
import { Aggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { identitiesOf, numberToDial, type IdentityKey, type PlatformAccount } from './identity.ts';

export type ContactPreferences = DataOf<typeof customerChanged>['preferences'];
/** What is known of a customer when they make contact. */
export type CustomerFacts = Omit<NonNullable<InputOf<typeof openTicket>['customer']>, 'member'> & {
  readonly member: boolean;
};

/** Whose file a key leads to; one key never leads to two (T-01). */
@Entity('customer_key')
export class CustomerKey {
  /** As `identitiesOf` makes it. */
  @PrimaryColumn('text')
  key!: string;
  @Column('uuid')
  customerId!: string;
}

/** A person who contacts the department; who has a key of theirs is the same person (T-01). */
@Entity('customer')
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
  @Column('boolean')
  readonly member!: boolean;
  @Column('jsonb')
  readonly preferences!: ContactPreferences;
  /** By what they are known; each stands in `customer_key` as well. */
  @Column('text', { array: true })
  readonly keys!: IdentityKey[];
  @Column('timestamptz')
  readonly createdAt!: Date;

  static register(id: string, facts: CustomerFacts, { at, rules }: Act): Customer {
    const customer = new Customer();
    const { name, phone = null, email = null, account = null, idNumber = null, address = null, member } = facts;
    const columns: ColumnsOf<Customer> = {
      id,
      name,
      phone,
      phoneE164: numberToDial(phone, rules.identity),
      email,
      account,
      idNumber,
      address,
      member,
      preferences: { doNotCall: false, quietHours: null, consent: null },
      keys: identitiesOf(facts, rules.identity),
      createdAt: at,
    };
    customer.#become(columns);
    return customer;
  }

  /** What a contact tells that the file lacks. */
  static newsIn(facts: CustomerFacts, known: Lacking): Partial<CustomerFacts> {
    const { phone, email, account, idNumber, address, member } = facts;
    return {
      ...(phone !== undefined && known.phone === null ? { phone } : {}),
      ...(email !== undefined && known.email === null ? { email } : {}),
      ...(account !== undefined && known.account === null ? { account } : {}),
      ...(idNumber !== undefined && known.idNumber === null ? { idNumber } : {}),
      ...(address !== undefined && known.address === null ? { address } : {}),
      ...(member && !known.member ? { member } : {}),
    };
  }

  /** Fills the gaps of the file from another contact; what is there stays as it is. */
  learn(facts: CustomerFacts, { rules }: Pick<Act, 'rules'>): void {
    const news = Customer.newsIn(facts, this);
    if (Object.keys(news).length === 0) return;
    const { phone } = news;
    this.#become({
      ...news,
      ...(phone === undefined ? {} : { phoneE164: numberToDial(phone, rules.identity) }),
      keys: [...new Set([...this.keys, ...identitiesOf(news, rules.identity)])],
    });
  }

  /** How the customer may be contacted (C-04). */
  prefer(preferences: ContactPreferences): void {
    this.#become({ preferences });
  }

  #become(changes: Partial<ColumnsOf<Customer>>): void {
    Object.assign(this, changes);
    const { id: customerId, name, phone, phoneE164, email, member, preferences } = this;
    this.raise(customerChanged, { customerId, name, phone, phoneE164, email, member, preferences });
  }
}

/** What of a file is not known; anything but null is known. */
export interface Lacking {
  readonly phone: unknown;
  readonly email: unknown;
  readonly account: unknown;
  readonly idNumber: unknown;
  readonly address: unknown;
  readonly member: boolean;
}
