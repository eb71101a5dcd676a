import { Controller } from '@nestjs/common';
import {
  getSpotCount,
  listSpotCounts,
  listSpotCountsDue,
  spotCountView,
  takeSpotCount,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles, viewOf } from '@bumen/service-kit';
import { Acts, type Act } from '../acts.ts';
import { countOf } from '../cash-day/counting.ts';
import { CashBoxes } from '../cash-desk/cash-boxes.repository.ts';
import { CashDeskRepository } from '../cash-desk/cash-desk.repository.ts';
import { dayIn } from '../period/months.ts';
import { SpotCount } from './spot-count.entity.ts';
import { SpotCountRepository } from './spot-count.repository.ts';

type View = ResponseOf<typeof getSpotCount>;

@Controller()
export class SpotCountController {
  constructor(
    private readonly counts: SpotCountRepository,
    private readonly desks: CashDeskRepository,
    private readonly boxes: CashBoxes,
    private readonly acts: Acts,
  ) {}

  /** Nothing moves while it is compared: the desk's row is locked. */
  @Handles(takeSpotCount)
  async take({ cashDeskId, ...counted }: RequestOf<typeof takeSpotCount>): Promise<View> {
    const act = this.acts.current();
    const desk = await this.desks.lock(cashDeskId);
    desk.refuseCustodian(act);
    const today = desk.openDay();
    const count = countOf(counted, (await this.boxes.inBoxes([desk.id])).get(desk.id)!, 1, act);
    const { id: deskId, deskName, custodianId, custodianName } = desk;
    const of = { deskId, deskName, custodianId, custodianName };
    const taken = SpotCount.take(currentWork().newId(), of, today, count, act);
    await this.counts.save(taken);
    return spotCountViewOf(taken, false);
  }

  @Handles(getSpotCount)
  async get({ spotCountId }: RequestOf<typeof getSpotCount>): Promise<View> {
    const count = await this.counts.find(spotCountId);
    return spotCountViewOf(count, (await this.#hiddenOf([count], this.acts.current()))(count));
  }

  @Handles(listSpotCounts)
  async list(request: RequestOf<typeof listSpotCounts>): Promise<ResponseOf<typeof listSpotCounts>> {
    const { items, nextCursor } = await this.counts.page(request);
    const isHidden = await this.#hiddenOf(items, this.acts.current());
    return { items: items.map((count) => spotCountViewOf(count, isHidden(count))), nextCursor };
  }

  @Handles(listSpotCountsDue)
  async due(request: RequestOf<typeof listSpotCountsDue>): Promise<ResponseOf<typeof listSpotCountsDue>> {
    const { at: now, zone, rules } = this.acts.current();
    const days = rules.cashDesk.spotCountDays;
    const { items, nextCursor } = await this.counts.countedLast(request, { now, today: dayIn(now, zone!), days });
    return {
      items: items.map(({ id: cashDeskId, name: deskName, lastCountedAt, ...one }) => ({
        ...{ cashDeskId, deskName, ...one },
        lastCountedAt: lastCountedAt?.toISOString() ?? null,
        overdue: one.daysSince !== null && one.daysSince > days,
      })),
      nextCursor,
    };
  }

  /** Who holds cash is told what was found once the day is counted (F-08). */
  async #hiddenOf(counts: readonly SpotCount[], act: Act): Promise<(count: SpotCount) => boolean> {
    const hidden = await this.desks.hiddenFrom(
      act,
      counts.map(({ deskId }) => deskId),
    );
    return ({ deskId }) => hidden.has(deskId);
  }
}

const spotCountViewOf = (count: SpotCount, hidden: boolean): View =>
  viewOf(spotCountView, count, {
    cashDeskId: count.deskId,
    takings: hidden ? null : count.takings,
    petty: hidden ? null : count.petty,
    unfit: hidden ? [] : [...count.unfit],
  });
