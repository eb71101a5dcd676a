import { MeetsDeadlines, type DeadlineHandler } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { CustomerFiles } from '../customer/customer-files.ts';
import type { Customer } from '../customer/customer.entity.ts';
import { CustomerRepository } from '../customer/customer.repository.ts';

/**
 * The tickets of a file that became a part of another go there, those too that somebody opened in the moment in which
 * it did (T-15).
 */
@MeetsDeadlines(CustomerRepository, { zh: '转移已合并资料的工单', en: 'Tickets of a merged file go to the other' })
export class MoveTicketsOfMergedFile implements DeadlineHandler<Customer> {
  constructor(
    private readonly files: CustomerFiles,
    private readonly customers: CustomerRepository,
    private readonly acts: Acts,
  ) {}

  async timeIsUp(customer: Customer): Promise<void> {
    const act = this.acts.current();
    const { id: into } = await this.customers.briefNow(customer.id);
    customer.movedOn(await this.files.moveSome(customer.id, into, act), act);
  }
}
