import { Controller } from '@nestjs/common';
import {
  correctCustomer,
  customerNotServed,
  getCustomer,
  listCustomers,
  mergeCustomers,
  revealCustomer,
  searchCustomers,
  setContactPreferences,
  splitCustomer,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { audit, currentWork, Handles, keepAnswer, Transactions } from '@bumen/service-kit';
import { Acts, leads } from '../acts.ts';
import { CustomerFiles } from './customer-files.ts';
import { CustomerRepository } from './customer.repository.ts';
import { customerViewOf, secondPersonViewOf } from './customer.view.ts';
import { identitiesOf } from './identity.ts';
import { Lookups } from './lookups.repository.ts';

@Controller()
export class CustomerController {
  constructor(
    private readonly customers: CustomerRepository,
    private readonly files: CustomerFiles,
    private readonly lookups: Lookups,
    private readonly transactions: Transactions,
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
    reason: _,
    ...preferences
  }: RequestOf<typeof setContactPreferences>): Promise<ResponseOf<typeof setContactPreferences>> {
    return customerViewOf(await this.files.prefer(customerId, preferences, this.acts.current()));
  }

  /** Only who serves the customer right now, or leads, sees the data; who looked and why stays on the trail (P-05). */
  @Handles(revealCustomer)
  async reveal({ customerId }: RequestOf<typeof revealCustomer>): Promise<ResponseOf<typeof revealCustomer>> {
    const customer = await this.customers.find(customerId);
    const act = this.acts.current();
    const serving = leads(act) ? ({ whole: true } as const) : await this.customers.servedBy(customer, act.by.id);
    if (!serving) throw customerNotServed();
    const { whole } = serving;
    audit({ aggregate: 'customer', aggregateId: customerId, version: customer.version, facts: { whole } });
    return { ...(serving.whole ? customerViewOf(customer) : secondPersonViewOf(customer, serving.told)), whole };
  }

  /** Asking comes first and is kept, whatever becomes of it: a refusal tells that somebody has the value. */
  @Handles(correctCustomer, { transactions: 'own' })
  async correct({
    customerId,
    reason: _,
    ...corrections
  }: RequestOf<typeof correctCustomer>): Promise<ResponseOf<typeof correctCustomer>> {
    const { phone, email, account, idNumber } = corrections;
    const by = Object.entries({ phone, email, account, idNumber }).flatMap(([field, value]) => (value ? [field] : []));
    if (by.length > 0)
      await this.transactions.run(currentWork(), async () => {
        await this.lookups.search(this.acts.current());
        audit({ aggregate: 'customer', aggregateId: customerId, facts: { by } });
      });
    return this.transactions.run(currentWork(), async () => {
      const customer = await this.files.correct(customerId, corrections, this.acts.current());
      return keepAnswer(customerViewOf(customer));
    });
  }

  @Handles(mergeCustomers)
  async merge({ customerId, otherId }: RequestOf<typeof mergeCustomers>): Promise<ResponseOf<typeof mergeCustomers>> {
    return customerViewOf(await this.files.merge(customerId, otherId, this.acts.current()));
  }

  @Handles(splitCustomer)
  async split({ customerId, ...second }: RequestOf<typeof splitCustomer>): Promise<ResponseOf<typeof splitCustomer>> {
    return customerViewOf(await this.files.split(customerId, second, this.acts.current()));
  }
}
