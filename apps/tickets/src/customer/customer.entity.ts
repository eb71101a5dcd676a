import { Column, Entity, Index } from 'typeorm';
import { customerChanged, type DataOf, type InputOf, type openTicket } from '@bumen/contracts';
import { Aggregate, type ColumnsOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';

export type ContactPreferences = DataOf<typeof customerChanged>['preferences'];
/** What is known of a customer when they make contact. */
export type CustomerFacts = Omit<NonNullable<InputOf<typeof openTicket>['customer']>, 'member'> & {
  readonly member: boolean;
};

/** How a phone number is compared: digits alone, without the country's code of China (T-01). */
export function phoneKey(phone: string): string {
  const digits = phone.replace(/[^0-9]/g, '');
  return /^\s*\+\s*86|^0086/.test(phone) ? digits.replace(/^(00)?86/, '') : digits;
}
export const emailKey = (email: string): string => email.trim().toLowerCase();

/** A person who contacts the department; the same phone or e-mail is the same person (T-01). */
@Entity('customer')
@Index('customer_phone_key', ['phoneKey'], { unique: true })
@Index('customer_email_key', ['emailKey'], { unique: true })
export class Customer extends Aggregate {
  @Column('text')
  readonly name!: string;
  @Column('text', { nullable: true })
  readonly phone!: string | null;
  @Column('text', { nullable: true })
  readonly phoneKey!: string | null;
  @Column('text', { nullable: true })
  readonly email!: string | null;
  @Column('text', { nullable: true })
  readonly emailKey!: string | null;
  @Column('text', { nullable: true })
  readonly idNumber!: string | null;
  @Column('text', { nullable: true })
  readonly address!: string | null;
  @Column('boolean')
  readonly member!: boolean;
  @Column('jsonb')
  readonly preferences!: ContactPreferences;
  @Column('timestamptz')
  readonly createdAt!: Date;

  static register(id: string, facts: CustomerFacts, { at }: Act): Customer {
    const customer = new Customer();
    const { name, phone = null, email = null, idNumber = null, address = null, member } = facts;
    const columns: ColumnsOf<Customer> = {
      id,
      name,
      phone,
      phoneKey: phone && phoneKey(phone),
      email,
      emailKey: email && emailKey(email),
      idNumber,
      address,
      member,
      preferences: { doNotCall: false, quietHours: null, consent: null },
      createdAt: at,
    };
    customer.#become(columns);
    return customer;
  }

  /** Fills the gaps of the file from another contact; what is there stays as it is. */
  learn(facts: CustomerFacts): void {
    const news = this.#news(facts);
    if (Object.keys(news).length > 0) this.#become(news);
  }

  /** How the customer may be contacted (C-04). */
  prefer(preferences: ContactPreferences): void {
    this.#become({ preferences });
  }

  #news(facts: CustomerFacts): Partial<ColumnsOf<Customer>> {
    const { phone, email, idNumber, address, member } = facts;
    return {
      ...(phone !== undefined && this.phone === null ? { phone, phoneKey: phoneKey(phone) } : {}),
      ...(email !== undefined && this.email === null ? { email, emailKey: emailKey(email) } : {}),
      ...(idNumber !== undefined && this.idNumber === null ? { idNumber } : {}),
      ...(address !== undefined && this.address === null ? { address } : {}),
      ...(member && !this.member ? { member } : {}),
    };
  }

  #become(changes: Partial<ColumnsOf<Customer>>): void {
    Object.assign(this, changes);
    const { id: customerId, name, phone, email, member, preferences } = this;
    this.raise(customerChanged, { customerId, name, phone, email, member, preferences });
  }
}
