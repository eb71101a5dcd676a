import { Injectable } from '@nestjs/common';
import { calendarPolicy, quietHoursPolicy } from '@bumen/contracts';
import { Policies } from '@bumen/service-kit';
import { ContactHours } from '../contact-hours/contact-hours.ts';
import type { Customer } from './customer.entity.ts';
import { CustomerRepository } from './customer.repository.ts';

/** Who a callback goes to and when they may be contacted. */
export interface Reach {
  /** Null where the file has not arrived yet. */
  readonly customer: Customer | null;
  readonly hours: ContactHours;
}

/** Puts a customer's file and the company's policies together (C-04). */
@Injectable()
export class CustomerReach {
  constructor(
    private readonly customers: CustomerRepository,
    private readonly policies: Policies,
  ) {}

  async of(customerId: string): Promise<Reach> {
    const customer = await this.customers.find(customerId);
    return {
      customer,
      hours: new ContactHours(
        this.policies.get(quietHoursPolicy),
        this.policies.get(calendarPolicy),
        customer?.quietHours ?? null,
      ),
    };
  }
}
