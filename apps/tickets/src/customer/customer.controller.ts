import { Controller } from '@nestjs/common';
import {
  customerNotServed,
  getCustomer,
  listCustomers,
  revealCustomer,
  searchCustomers,
  setContactPreferences,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { audit, Handles } from '@bumen/service-kit';
import { Acts, leads } from '../acts.ts';
import { CustomerRepository } from './customer.repository.ts';
import { customerViewOf } from './customer.view.ts';
import { identitiesOf } from './identity.ts';
import { Lookups } from './lookups.repository.ts';

@Controller()
export class CustomerController {
  constructor(
    private readonly customers: CustomerRepository,
    private readonly lookups: Lookups,
    private readonly acts: Acts,
  ) {}

  @Handles(getCustomer)
  async get({ customerId }: RequestOf<typeof getCustomer>): Promise<ResponseOf<typeof getCustomer>> {
    return customerViewOf(await this.customers.find(customerId));
  }

  @Handles(listCustomers)
  async list(request: RequestOf<typeof listCustomers>): Promise<ResponseOf<typeof listCustomers>> {
    const { items, nextCursor } = await this.customers.list(request);
    return { items: items.map(customerViewOf), nextCursor };
  }

  @Handles(searchCustomers)
  async search({ reason: _, ...by }: RequestOf<typeof searchCustomers>): Promise<ResponseOf<typeof searchCustomers>> {
    const act = this.acts.current();
    await this.lookups.search(act);
    const found = await this.customers.withKey(identitiesOf(by, act.rules.identity));
    audit({
      aggregate: 'customer',
      aggregateId: found?.id ?? 'none',
      version: found?.version ?? 0,
      facts: {
        by: Object.keys(by).find((field) => by[field as keyof typeof by] !== undefined),
        found: found !== undefined,
      },
    });
    return { customer: found ? customerViewOf(found) : null };
  }

  @Handles(setContactPreferences)
  async setPreferences({
    customerId,
    doNotCall,
    quietHours,
    consent,
  }: RequestOf<typeof setContactPreferences>): Promise<ResponseOf<typeof setContactPreferences>> {
    const customer = await this.customers.lock(customerId);
    customer.prefer({ doNotCall, quietHours, consent });
    await this.customers.save(customer);
    return customerViewOf(customer);
  }

  /** Only who serves the customer right now, or leads, sees the data; who looked and why stays on the trail (P-05). */
  @Handles(revealCustomer)
  async reveal({ customerId }: RequestOf<typeof revealCustomer>): Promise<ResponseOf<typeof revealCustomer>> {
    const customer = await this.customers.find(customerId);
    const act = this.acts.current();
    if (!leads(act) && !(await this.customers.isServedBy(customerId, act.by.id))) throw customerNotServed();
    audit({ aggregate: 'customer', aggregateId: customerId, version: customer.version });
    return customerViewOf(customer);
  }
}
