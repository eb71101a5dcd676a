import { Controller } from '@nestjs/common';
import {
  calendarPolicy,
  changeStaff,
  getStaff,
  listStaff,
  registerStaff,
  revealStaff,
  segregationPolicy,
  staffLeaves,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { audit, currentWork, Handles, Policies } from '@bumen/service-kit';
import { PositionRepository } from '../position/position.repository.ts';
import { TeamRepository } from '../team/team.repository.ts';
import { Departure } from './departure.ts';
import { Staff } from './staff.entity.ts';
import { StaffRepository } from './staff.repository.ts';
import { staffView } from './staff.view.ts';

/** Rows are locked in one order everywhere: team, positions, staff, account. */
@Controller()
export class StaffController {
  constructor(
    private readonly teams: TeamRepository,
    private readonly positions: PositionRepository,
    private readonly staff: StaffRepository,
    private readonly departure: Departure,
    private readonly policies: Policies,
  ) {}

  @Handles(registerStaff)
  async register(request: RequestOf<typeof registerStaff>): Promise<ResponseOf<typeof registerStaff>> {
    if (request.teamId) await this.teams.claimPlace(request.teamId);
    const positions = await this.positions.hold(request.positionIds);
    if (request.mentorId) (await this.staff.find(request.mentorId)).refuseUnlessEmployed('mentor');
    const staff = Staff.register(currentWork().newId(), request, positions, this.policies.get(segregationPolicy).apart);
    await this.staff.save(staff);
    return staffView(staff, positions);
  }

  @Handles(changeStaff)
  async change({
    staffId,
    reason: _,
    ...wanted
  }: RequestOf<typeof changeStaff>): Promise<ResponseOf<typeof changeStaff>> {
    if (wanted.teamId) await this.teams.claimPlace(wanted.teamId, staffId);
    const positions = wanted.positionIds && (await this.positions.hold(wanted.positionIds));
    if (wanted.mentorId) (await this.staff.find(wanted.mentorId)).refuseUnlessEmployed('mentor');
    const staff = await this.staff.lock(staffId);
    staff.change(wanted, positions, this.policies.get(segregationPolicy).apart, currentWork().caller.staffId);
    await this.staff.save(staff);
    return this.#viewOf(staff);
  }

  @Handles(staffLeaves)
  async leave({ staffId, leftOn }: RequestOf<typeof staffLeaves>): Promise<ResponseOf<typeof staffLeaves>> {
    const staff = await this.staff.lock(staffId);
    const from = await this.staff.beginningOf(leftOn, this.policies.get(calendarPolicy).zone);
    staff.leave(leftOn, from, currentWork().now, currentWork().caller.staffId);
    await this.staff.save(staff);
    await this.departure.follow(staff);
    return this.#viewOf(staff);
  }

  @Handles(getStaff)
  async get({ staffId }: RequestOf<typeof getStaff>): Promise<ResponseOf<typeof getStaff>> {
    return this.#viewOf(await this.staff.find(staffId));
  }

  @Handles(listStaff)
  async list(request: RequestOf<typeof listStaff>): Promise<ResponseOf<typeof listStaff>> {
    const { items, nextCursor } = await this.staff.page(request);
    const positions = await this.positions.byIds(items.flatMap((staff) => staff.positionIds));
    return { items: items.map((staff) => staffView(staff, positions)), nextCursor };
  }

  @Handles(revealStaff)
  async reveal({ staffId }: RequestOf<typeof revealStaff>): Promise<ResponseOf<typeof revealStaff>> {
    const { version, phone, email } = await this.staff.find(staffId);
    audit({ aggregate: 'staff', aggregateId: staffId, version, facts: { revealed: ['phone', 'email'] } });
    return { phone, email };
  }

  async #viewOf(staff: Staff): Promise<ResponseOf<typeof getStaff>> {
    return staffView(staff, await this.positions.byIds(staff.positionIds));
  }
}
