import { Controller } from '@nestjs/common';
import {
  cashDeskAccountUnfit,
  cashDeskHoldsCash,
  custodianUnfit,
  getCashDesk,
  homeCurrency,
  listCashDesks,
  registerCashDesk,
  retireCashDesk,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { CashDepositRepository } from '../cash-deposit/cash-deposit.repository.ts';
import { AccountRepository } from '../chart/account.repository.ts';
import { ChartRepository } from '../chart/chart.repository.ts';
import { dayIn } from '../period/months.ts';
import { readsBooks } from './blind.ts';
import { CashBoxes } from './cash-boxes.repository.ts';
import { CashDesk } from './cash-desk.entity.ts';
import { CashDeskRepository } from './cash-desk.repository.ts';
import { cashDeskViewOf } from './cash-desk.view.ts';

type View = ResponseOf<typeof getCashDesk>;

@Controller()
export class CashDeskController {
  constructor(
    private readonly desks: CashDeskRepository,
    private readonly boxes: CashBoxes,
    private readonly charts: ChartRepository,
    private readonly accounts: AccountRepository,
    private readonly deposits: CashDepositRepository,
    private readonly acts: Acts,
  ) {}

  @Handles(registerCashDesk)
  async register(request: RequestOf<typeof registerCashDesk>): Promise<View> {
    const { deskName, custodianId, takingsAccount, pettyAccount, takingsFen, pettyFen } = request;
    const act = this.acts.current();
    const custodian = await this.desks.staff(custodianId);
    if (!custodian?.roles.includes('cashier') || readsBooks(custodian.roles)) throw custodianUnfit();
    // Nobody closes these accounts meanwhile.
    await this.charts.hold();
    await this.#refuseUnfit([takingsAccount, pettyAccount]);
    const { newId } = currentWork();
    const given = { deskName, custodianId, custodianName: custodian.name, takingsAccount, pettyAccount };
    const desk = CashDesk.register(newId(), given, act);
    await this.desks.save(desk);
    this.boxes.set(desk.id, { takings: takingsAccount, petty: pettyAccount });
    const opening = { kind: 'opening', documentId: desk.id } as const;
    const inBoxes = await this.boxes.move({ deskId: desk.id, day: dayIn(act.at, act.zone!), at: act.at }, [
      { ...opening, box: 'takings', amountFen: takingsFen },
      { ...opening, box: 'petty', amountFen: pettyFen },
    ]);
    desk.holds(inBoxes, act);
    await this.desks.save(desk);
    return cashDeskViewOf(desk, inBoxes, act);
  }

  @Handles(retireCashDesk)
  async retire({ cashDeskId }: RequestOf<typeof retireCashDesk>): Promise<View> {
    const act = this.acts.current();
    const desk = await this.desks.lock(cashDeskId);
    const inBoxes = await this.#inBoxes(desk);
    // What is on its way may come back.
    if (await this.deposits.isUnderWay(desk.id)) throw cashDeskHoldsCash();
    desk.retire(inBoxes, act);
    await this.desks.save(desk);
    return cashDeskViewOf(desk, inBoxes, act);
  }

  @Handles(getCashDesk)
  async get({ cashDeskId }: RequestOf<typeof getCashDesk>): Promise<View> {
    const desk = await this.desks.find(cashDeskId);
    return cashDeskViewOf(desk, await this.#inBoxes(desk), this.acts.current());
  }

  @Handles(listCashDesks)
  async list(request: RequestOf<typeof listCashDesks>): Promise<ResponseOf<typeof listCashDesks>> {
    const act: Act = this.acts.current();
    const { items, nextCursor } = await this.desks.page(request);
    const inBoxes = await this.boxes.inBoxes(items.map(({ id }) => id));
    return { items: items.map((desk) => cashDeskViewOf(desk, inBoxes.get(desk.id)!, act)), nextCursor };
  }

  async #inBoxes({ id }: CashDesk) {
    return (await this.boxes.inBoxes([id])).get(id)!;
  }

  async #refuseUnfit(codes: readonly [string, string]): Promise<void> {
    const [taken, withParts, found] = await Promise.all([
      this.boxes.taken(codes),
      this.accounts.withParts(codes),
      Promise.all(codes.map((code) => this.accounts.find(code))),
    ]);
    for (const [index, accountCode] of codes.entries()) {
      const account = found[index];
      const fits =
        account?.guarded &&
        account.money &&
        !account.closed &&
        account.currency === homeCurrency &&
        !withParts.has(accountCode);
      if (!fits || taken.has(accountCode) || codes.indexOf(accountCode) < index)
        throw cashDeskAccountUnfit({ accountCode });
    }
  }
}
