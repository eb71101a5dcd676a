import { Controller } from '@nestjs/common';
import {
  accountClosingView,
  agreeAccountClosing,
  askAccountClosing,
  getAccountClosing,
  ledgerAccountNotFound,
  listAccountClosings,
  refuseAccountClosing,
  reopenAccount,
  type AccountUse,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles, viewOf } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import type { LedgerAccount } from '../chart/account.entity.ts';
import { AccountRepository } from '../chart/account.repository.ts';
import { chartId } from '../chart/chart.entity.ts';
import { ChartRepository } from '../chart/chart.repository.ts';
import { AccountClosing } from './account-closing.entity.ts';
import { AccountClosingRepository } from './account-closing.repository.ts';
import { AccountUses } from './account-uses.repository.ts';

type View = ResponseOf<typeof getAccountClosing>;

/** Rows are locked in one order everywhere: chart, periods, the closing. */
@Controller()
export class AccountClosingController {
  constructor(
    private readonly closings: AccountClosingRepository,
    private readonly charts: ChartRepository,
    private readonly accounts: AccountRepository,
    private readonly uses: AccountUses,
    private readonly acts: Acts,
  ) {}

  @Handles(askAccountClosing)
  async ask({ code, reason }: RequestOf<typeof askAccountClosing>): Promise<View> {
    const act = this.acts.current();
    await this.charts.hold();
    const { account, uses } = await this.#looked(code, act);
    const closing = AccountClosing.ask(currentWork().newId(), account, uses, reason, act);
    await this.closings.save(closing);
    return closingViewOf(closing, act);
  }

  /** Whoever posts, or makes what is to be posted, is waited for; those behind find the account closed. */
  @Handles(agreeAccountClosing)
  async agree({ accountClosingId }: RequestOf<typeof agreeAccountClosing>): Promise<View> {
    const act = this.acts.current();
    await this.charts.lock(chartId);
    await this.accounts.standStill();
    return this.#change(accountClosingId, act, async (closing) => {
      closing.refuseUnlessPossible('agree', act);
      const { uses } = await this.#looked(closing.code, act);
      closing.agree(uses, act);
      await this.accounts.setClosed(closing.code, true);
    });
  }

  @Handles(refuseAccountClosing)
  refuse({ accountClosingId, reason }: RequestOf<typeof refuseAccountClosing>): Promise<View> {
    const act = this.acts.current();
    return this.#change(accountClosingId, act, (closing) => closing.refuse(reason, act));
  }

  @Handles(reopenAccount)
  async reopen({ accountClosingId, reason }: RequestOf<typeof reopenAccount>): Promise<View> {
    const act = this.acts.current();
    await this.charts.lock(chartId);
    return this.#change(accountClosingId, act, async (closing) => {
      closing.reopen(reason, act);
      await this.accounts.setClosed(closing.code, false);
    });
  }

  @Handles(getAccountClosing)
  async get({ accountClosingId }: RequestOf<typeof getAccountClosing>): Promise<View> {
    return closingViewOf(await this.closings.find(accountClosingId), this.acts.current());
  }

  @Handles(listAccountClosings)
  async list(request: RequestOf<typeof listAccountClosings>): Promise<ResponseOf<typeof listAccountClosings>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.closings.page(request);
    return { items: items.map((closing) => closingViewOf(closing, act)), nextCursor };
  }

  async #looked(
    code: string,
    { rules }: Act,
  ): Promise<{ readonly account: LedgerAccount; readonly uses: readonly AccountUse[] }> {
    const account = await this.accounts.find(code);
    if (!account) throw ledgerAccountNotFound({ code });
    return { account, uses: await this.uses.of(code, rules.namedAccounts().has(code)) };
  }

  async #change(
    accountClosingId: string,
    act: Act,
    change: (closing: AccountClosing) => void | Promise<void>,
  ): Promise<View> {
    const closing = await this.closings.lock(accountClosingId);
    await change(closing);
    await this.closings.save(closing);
    return closingViewOf(closing, act);
  }
}

const closingViewOf = (closing: AccountClosing, act: Act): View =>
  viewOf(accountClosingView, closing, { offers: closing.offers(act) });
