import { Injectable } from '@nestjs/common';
import type { customerChanged, DataOf } from '@bumen/contracts';
import { currentWork } from '@bumen/service-kit';
import { Customer } from './customer.entity.ts';

const columns = 'id, name, phone, email, member, do_not_call AS "doNotCall", quiet_hours AS "quietHours", consent';

@Injectable()
export class CustomerRepository {
  /** Null where the customer's file has not arrived yet. */
  async find(id: string): Promise<Customer | null> {
    return (await this.byIds([id])).get(id) ?? null;
  }

  /** Those of the customers that are known. */
  async byIds(ids: readonly string[]): Promise<ReadonlyMap<string, Customer>> {
    if (ids.length === 0) return new Map();
    const rows = await currentWork().sql<Customer>(
      'customer_by_ids',
      `SELECT ${columns} FROM customer WHERE id = ANY($1::uuid[])`,
      [[...new Set(ids)]],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  keep({ customerId, name, phone, email, member, preferences }: DataOf<typeof customerChanged>): void {
    const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
    currentWork().write(
      'customer_keep',
      `INSERT INTO customer (id, name, phone, email, member, do_not_call, quiet_hours, consent)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, phone = excluded.phone, email = excluded.email,
         member = excluded.member,
         do_not_call = excluded.do_not_call, quiet_hours = excluded.quiet_hours, consent = excluded.consent`,
      [
        customerId,
        name,
        phone,
        email,
        member,
        preferences.doNotCall,
        json(preferences.quietHours),
        json(preferences.consent),
      ],
    );
  }
}
