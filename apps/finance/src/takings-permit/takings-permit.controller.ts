import { Controller } from '@nestjs/common';
import {
  approveTakingsPermit,
  custodianAlone,
  getTakingsPermit,
  listPermitMonths,
  listTakingsPermits,
  permitMonthUnfit,
  registerTakingsPermit,
  reportTakingsPermit,
  revokeTakingsPermit,
  takingsPermitView,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles, viewOf } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { CashDeskRepository } from '../cash-desk/cash-desk.repository.ts';
import { handOf } from '../hand.ts';
import { monthIn } from '../period/months.ts';
import { PermitMonths } from './permit-months.repository.ts';
import { TakingsPermit } from './takings-permit.entity.ts';
import { TakingsPermitRepository } from './takings-permit.repository.ts';

type View = ResponseOf<typeof getTakingsPermit>;

@Controller()
export class TakingsPermitController {
  constructor(
    private readonly permits: TakingsPermitRepository,
    private readonly months: PermitMonths,
    private readonly desks: CashDeskRepository,
    private readonly acts: Acts,
  ) {}

  @Handles(registerTakingsPermit)
  async register({ monthlyFen, ...given }: RequestOf<typeof registerTakingsPermit>): Promise<View> {
    const act = this.acts.current();
    await this.#refuseCustodian(act);
    const permit = TakingsPermit.register(currentWork().newId(), given, monthlyFen, act);
    await this.permits.save(permit);
    return viewOfPermit(permit, act);
  }

  @Handles(approveTakingsPermit)
  async approve({ takingsPermitId }: RequestOf<typeof approveTakingsPermit>): Promise<View> {
    await this.#refuseCustodian(this.acts.current());
    return this.#change(takingsPermitId, (permit, act) => permit.approve(act));
  }

  @Handles(revokeTakingsPermit)
  revoke({ takingsPermitId, reason }: RequestOf<typeof revokeTakingsPermit>): Promise<View> {
    return this.#change(takingsPermitId, (permit, act) => permit.revoke(reason, act));
  }

  @Handles(reportTakingsPermit)
  async report({
    takingsPermitId,
    month,
  }: RequestOf<typeof reportTakingsPermit>): Promise<ResponseOf<typeof reportTakingsPermit>> {
    const act = this.acts.current();
    const permit = await this.permits.lock(takingsPermitId);
    permit.refuseUnlessPossible('report', act);
    if (!permit.reaches(month) || month >= monthIn(act.at, act.zone!))
      throw permitMonthUnfit({ number: permit.number, month });
    const reported = await this.months.report(permit, month, handOf(act));
    permit.report(month, act);
    await this.permits.save(permit);
    return reported;
  }

  @Handles(getTakingsPermit)
  async get({ takingsPermitId }: RequestOf<typeof getTakingsPermit>): Promise<View> {
    return viewOfPermit(await this.permits.find(takingsPermitId), this.acts.current());
  }

  @Handles(listTakingsPermits)
  async list(request: RequestOf<typeof listTakingsPermits>): Promise<ResponseOf<typeof listTakingsPermits>> {
    const act = this.acts.current();
    const { items, nextCursor } = await this.permits.page(request);
    return { items: items.map((permit) => viewOfPermit(permit, act)), nextCursor };
  }

  @Handles(listPermitMonths)
  listMonths(request: RequestOf<typeof listPermitMonths>): Promise<ResponseOf<typeof listPermitMonths>> {
    return this.months.page(request);
  }

  /** Whoever holds takings does nothing for their being spent, whatever roles they come to have (P-04). */
  async #refuseCustodian({ by }: Act): Promise<void> {
    if ((await this.desks.heldBy(by.id)).length > 0) throw custodianAlone();
  }

  async #change(takingsPermitId: string, change: (permit: TakingsPermit, act: Act) => void): Promise<View> {
    const act = this.acts.current();
    const permit = await this.permits.lock(takingsPermitId);
    change(permit, act);
    await this.permits.save(permit);
    return viewOfPermit(permit, act);
  }
}

const viewOfPermit = (permit: TakingsPermit, act: Act): View =>
  viewOf(takingsPermitView, permit, { monthlyFen: Number(permit.monthlyFen), offers: permit.offers(act) });
