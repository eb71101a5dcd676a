import { Controller } from '@nestjs/common';
import {
  changePosition,
  createPosition,
  listPositions,
  segregationPolicy,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles, Policies } from '@bumen/service-kit';
import { StaffRepository } from '../staff/staff.repository.ts';
import { Position } from './position.entity.ts';
import { PositionRepository } from './position.repository.ts';
import { positionView } from './position.view.ts';

@Controller()
export class PositionController {
  constructor(
    private readonly positions: PositionRepository,
    private readonly staff: StaffRepository,
    private readonly policies: Policies,
  ) {}

  @Handles(createPosition)
  async create(request: RequestOf<typeof createPosition>): Promise<ResponseOf<typeof createPosition>> {
    const position = Position.create(currentWork().newId(), request, this.policies.get(segregationPolicy).apart);
    await this.positions.save(position);
    return positionView(position);
  }

  @Handles(changePosition)
  async change({
    positionId,
    name,
    roles,
  }: RequestOf<typeof changePosition>): Promise<ResponseOf<typeof changePosition>> {
    const position = await this.positions.lock(positionId);
    const otherRoles = position.change({ name, roles }, this.policies.get(segregationPolicy).apart);
    await this.positions.save(position);
    if (otherRoles) await this.#tellHolders(positionId);
    return positionView(position);
  }

  @Handles(listPositions)
  async list(request: RequestOf<typeof listPositions>): Promise<ResponseOf<typeof listPositions>> {
    const { items, nextCursor } = await this.positions.page(request);
    return { items: items.map(positionView), nextCursor };
  }

  /** Everybody who holds it has other roles now, and what they hold beside it may not go with them. */
  async #tellHolders(positionId: string): Promise<void> {
    const { apart } = this.policies.get(segregationPolicy);
    const holders = await this.staff.lockHolders(positionId);
    // Read after their rows are locked: a change of another position that they hold is either committed and seen, or
    // waits for us.
    const positions = await this.positions.byIds(holders.flatMap((holder) => holder.positionIds));
    for (const holder of holders) holder.takeRolesOf(positions, apart, currentWork().caller.staffId);
    await Promise.all(holders.map((holder) => this.staff.save(holder)));
  }
}
