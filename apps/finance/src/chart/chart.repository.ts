import { Injectable } from '@nestjs/common';
import { chartView, ledgerAccountNotFound } from '@bumen/contracts';
import { AggregateRepository } from '@bumen/service-kit';
import { Chart } from './chart.entity.ts';

@Injectable()
export class ChartRepository extends AggregateRepository<Chart> {
  constructor() {
    super(Chart, { notFound: (code) => ledgerAccountNotFound({ code }), view: chartView });
  }

  /** Keeps the chart from being changed until the transaction ends. */
  async hold(): Promise<void> {
    await this.lockRows('SELECT id FROM chart FOR SHARE');
  }
}
