import { Controller } from '@nestjs/common';
import {
  addLedgerAccount,
  codeAbove,
  getChart,
  listLedgerAccounts,
  ledgerAccountNotFound,
  loadStandard,
  renameLedgerAccount,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { Acts, Handles } from '@bumen/service-kit';
import { AccountRepository } from './account.repository.ts';
import { chartViewOf, ledgerAccountViewOf } from './account.view.ts';
import { chartId } from './chart.entity.ts';
import { ChartRepository } from './chart.repository.ts';

/** Rows are locked in one order everywhere: chart, periods, guarded balances. */
@Controller()
export class ChartController {
  constructor(
    private readonly charts: ChartRepository,
    private readonly accounts: AccountRepository,
    private readonly acts: Acts,
  ) {}

  @Handles(getChart)
  async get(): Promise<ResponseOf<typeof getChart>> {
    return chartViewOf(await this.charts.find(chartId), await this.accounts.count());
  }

  @Handles(loadStandard)
  async load({ standard, source, accounts }: RequestOf<typeof loadStandard>): Promise<ResponseOf<typeof loadStandard>> {
    const chart = await this.charts.lock(chartId);
    await this.accounts.standStill();
    const before = await this.accounts.all();
    const posted = await this.accounts.posted(before.map(({ code }) => code));
    const { added, changed, removed } = chart.load({ standard, source, accounts }, before, posted);
    await this.accounts.remove(removed);
    await this.accounts.takeOn(changed);
    await this.accounts.add(added);
    await this.charts.save(chart);
    return chartViewOf(chart, before.length + added.length - removed.length);
  }

  @Handles(addLedgerAccount)
  async add({
    code,
    title,
    currency,
  }: RequestOf<typeof addLedgerAccount>): Promise<ResponseOf<typeof addLedgerAccount>> {
    const chart = await this.charts.lock(chartId);
    const aboveCode = codeAbove(code)!;
    await this.accounts.standStill();
    const facts = {
      taken: (await this.accounts.find(code)) !== undefined,
      above: await this.accounts.find(aboveCode),
      isPosted: (await this.accounts.posted([aboveCode])).size > 0,
    };
    const account = chart.add({ code, title, currency }, facts, this.acts.current().by.id);
    await this.accounts.add([account]);
    await this.charts.save(chart);
    return ledgerAccountViewOf(account, false);
  }

  @Handles(renameLedgerAccount)
  async rename({
    code,
    title,
  }: RequestOf<typeof renameLedgerAccount>): Promise<ResponseOf<typeof renameLedgerAccount>> {
    const { id: titledBy } = this.acts.current().by;
    const chart = await this.charts.lock(chartId);
    const account = await this.accounts.find(code);
    if (!account) throw ledgerAccountNotFound({ code });
    chart.rename(account, title);
    await this.accounts.rename(code, title, titledBy);
    await this.charts.save(chart);
    const withParts = await this.accounts.withParts([code]);
    return ledgerAccountViewOf({ ...account, title, titledBy }, withParts.has(code));
  }

  @Handles(listLedgerAccounts)
  async list(request: RequestOf<typeof listLedgerAccounts>): Promise<ResponseOf<typeof listLedgerAccounts>> {
    const { items, nextCursor } = await this.accounts.page(request);
    const withParts = await this.accounts.withParts(items.map(({ code }) => code));
    return { items: items.map((one) => ledgerAccountViewOf(one, withParts.has(one.code))), nextCursor };
  }
}
