import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { newId, Transactions, type WorkOptions } from '@bumen/service-kit';
import { AccountRepository } from './account.repository.ts';
import { chartId } from './chart.entity.ts';
import { ChartRepository } from './chart.repository.ts';
import { smallEnterprises } from './standards/small-enterprises.ts';

const actor = 'finance.first-start';

/** A company that has chosen no standard keeps its books by the one for small enterprises (F-01). */
@Injectable()
export class DefaultChart implements OnApplicationBootstrap {
  constructor(
    private readonly transactions: Transactions,
    private readonly charts: ChartRepository,
    private readonly accounts: AccountRepository,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const options: WorkOptions = { name: actor, actor, correlationId: newId() };
    if ((await this.transactions.read(options, () => this.charts.find(chartId))).standard !== null) return;
    await this.transactions.run(options, async () => {
      const chart = await this.charts.lock(chartId);
      if (chart.standard !== null) return;
      await this.accounts.add(chart.load(smallEnterprises, [], new Set()).added);
      await this.charts.save(chart);
    });
  }
}
