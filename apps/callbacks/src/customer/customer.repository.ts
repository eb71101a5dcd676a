import { Injectable } from '@nestjs/common';
import { Repository } from '@bumen/service-kit';
import { Customer } from '../copies.entity.ts';

const columns = `id, name, phone, phone_e164 AS "phoneE164", numbers,
  numbers_refused AS "numbersRefused", email, member, do_not_call AS "doNotCall",
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

  /** Those of the numbers that reach, or reached last, somebody who must not be called (C-04). */
  async refused(numbers: readonly (string | null | undefined)[]): Promise<ReadonlySet<string>> {
    const wanted = [...new Set(numbers.filter((one) => typeof one === 'string'))];
    if (wanted.length === 0) return new Set();
    const rows = await this.read<{ number: string }>(
      `SELECT wanted.number FROM unnest($1::text[]) AS wanted(number)
         WHERE EXISTS (SELECT FROM customer WHERE do_not_call AND numbers @> ARRAY[wanted.number])
            OR EXISTS (SELECT FROM customer
                 WHERE numbers_refused <> '{}' AND numbers_refused @> ARRAY[wanted.number])`,
      [wanted],
    );
    return new Set(rows.map(({ number }) => number));
  }
}
