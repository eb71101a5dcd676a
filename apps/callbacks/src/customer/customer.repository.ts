import { Injectable } from '@nestjs/common';
import { Repository } from '@bumen/service-kit';
import { Customer } from '../copies.entity.ts';

const columns = `id, name, phone, phone_e164 AS "phoneE164", email, member, do_not_call AS "doNotCall",
  quiet_hours AS "quietHours", company_hours_too AS "companyHoursToo", consent`;

@Injectable()
export class CustomerRepository extends Repository {
  /** Null where the customer's file has not arrived yet. */
  async find(id: string): Promise<Customer | null> {
    return (await this.byIds([id])).get(id) ?? null;
  }

  /** Those of the customers that are known. */
  async byIds(ids: readonly string[]): Promise<ReadonlyMap<string, Customer>> {
    if (ids.length === 0) return new Map();
    const rows = await this.read<Customer>(`SELECT ${columns} FROM customer WHERE id = ANY($1::uuid[])`, [
      [...new Set(ids)],
    ]);
    return new Map(rows.map((row) => [row.id, row]));
  }
}
