import { Controller } from '@nestjs/common';
import {
  changePosition,
  createPosition,
  positionView,
  listPositions,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles, viewOf } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { PowerRepository } from '../power/power.repository.ts';
import { powerGained, type Losing } from '../power/power.ts';
import { SecondPerson } from '../power/second-person.ts';
import { StaffRepository } from '../staff/staff.repository.ts';
import { Position } from './position.entity.ts';
import { PositionRepository } from './position.repository.ts';

@Controller()
export class PositionController {
  constructor(
    private readonly positions: PositionRepository,
    private readonly staff: StaffRepository,
    private readonly powers: PowerRepository,
    private readonly secondPerson: SecondPerson,
    private readonly acts: Acts,
  ) {}

  @Handles(createPosition)
  async create(request: RequestOf<typeof createPosition>): Promise<ResponseOf<typeof createPosition>> {
    const position = Position.create(currentWork().newId(), request, this.acts.current());
    await this.positions.save(position);
    return viewOf(positionView, position);
  }

  @Handles(changePosition)
  async change({
    positionId,
    name,
    roles,
  }: RequestOf<typeof changePosition>): Promise<ResponseOf<typeof changePosition>> {
    if (roles) await this.powers.hold();
    const position = await this.positions.lock(positionId);
    const otherRoles = position.change({ name, roles }, this.acts.current());
    await this.positions.save(position);
    if (otherRoles) await this.#tellHolders(positionId);
    return viewOf(positionView, position);
  }

  @Handles(listPositions)
  async list(request: RequestOf<typeof listPositions>): Promise<ResponseOf<typeof listPositions>> {
    const { items, nextCursor } = await this.positions.page(request);
    return { items: items.map((one) => viewOf(positionView, one)), nextCursor };
  }

  /** Everybody who holds it has other roles now, and what they hold beside it may not go with them. */
  async #tellHolders(positionId: string): Promise<void> {
    const act = this.acts.current();
    const holders = await this.staff.lockHolders(positionId);
    // Read after their rows are locked: a change of another position that they hold is either committed and seen, or
    // waits for us.
    const positions = await this.positions.byIds(holders.flatMap((holder) => holder.positionIds));
    const losing: Losing[] = [];
    for (const holder of holders) {
      const { id: staffId, roles: before, fromOutside } = holder;
      holder.takeRolesOf(positions, act);
      await this.secondPerson.refuseGainAlone(holder, powerGained({ roles: before, fromOutside }, holder.roles), act);
      losing.push({ staffId, before, after: holder.roles });
    }
    await this.secondPerson.refuseIfLast(losing);
    await Promise.all(holders.map((holder) => this.staff.save(holder)));
  }
}
