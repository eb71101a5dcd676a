import { Controller } from '@nestjs/common';
import {
  breachesMax,
  changeStaff,
  getStaff,
  listBreaches,
  listStaff,
  registerStaff,
  revealStaff,
  staffLeaves,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { audit, currentWork, Handles } from '@bumen/service-kit';
import { GivenPasswords } from '../account/given-passwords.ts';
import { Acts, type Act } from '../acts.ts';
import { DepartmentRepository } from '../department/department.repository.ts';
import type { HeldPositions } from '../position/duties.ts';
import { PositionRepository } from '../position/position.repository.ts';
import { PowerRepository } from '../power/power.repository.ts';
import { nobodyYet, powerGained } from '../power/power.ts';
import { SecondPerson } from '../power/second-person.ts';
import { TeamRepository } from '../team/team.repository.ts';
import { Departure } from './departure.ts';
import { Staff } from './staff.entity.ts';
import { StaffRepository } from './staff.repository.ts';
import { staffSummaryOf, staffViewOf } from './staff.view.ts';

/** Rows are locked in one order everywhere: power, team, department, positions, staff, account. */
@Controller()
export class StaffController {
  constructor(
    private readonly teams: TeamRepository,
    private readonly departments: DepartmentRepository,
    private readonly positions: PositionRepository,
    private readonly staff: StaffRepository,
    private readonly departure: Departure,
    private readonly powers: PowerRepository,
    private readonly secondPerson: SecondPerson,
    private readonly givenPasswords: GivenPasswords,
    private readonly acts: Acts,
  ) {}

  @Handles(registerStaff)
  async register(request: RequestOf<typeof registerStaff>): Promise<ResponseOf<typeof registerStaff>> {
    const act = this.acts.current();
    await this.powers.hold();
    if (request.teamId) await this.teams.claimPlace(request.teamId);
    if (request.departmentId) await this.departments.holdActive(request.departmentId);
    const positions = await this.positions.hold(request.positionIds);
    if (request.mentorId) (await this.staff.find(request.mentorId)).refuseUnlessPossible('mentor', act);
    const staff = Staff.register(currentWork().newId(), request, positions, act);
    await this.secondPerson.refuseGainAlone(staff, powerGained(nobodyYet, staff.roles), act);
    await this.staff.save(staff);
    return this.#viewOf(staff, act, positions);
  }

  @Handles(changeStaff)
  async change({
    staffId,
    reason: _,
    ...wanted
  }: RequestOf<typeof changeStaff>): Promise<ResponseOf<typeof changeStaff>> {
    const act = this.acts.current();
    if (wanted.positionIds) await this.powers.hold();
    if (wanted.teamId) await this.teams.claimPlace(wanted.teamId, staffId);
    if (wanted.departmentId) await this.departments.holdActive(wanted.departmentId);
    const positions = wanted.positionIds && (await this.positions.hold(wanted.positionIds));
    if (wanted.mentorId) (await this.staff.find(wanted.mentorId)).refuseUnlessPossible('mentor', act);
    const staff = await this.staff.lock(staffId);
    const { roles: before, fromOutside } = staff;
    staff.change(wanted, positions, act);
    await this.secondPerson.refuseGainAlone(staff, powerGained({ roles: before, fromOutside }, staff.roles), act);
    if (positions) await this.secondPerson.refuseIfLast([{ staffId, before, after: staff.roles }]);
    await this.staff.save(staff);
    return this.#viewOf(staff, act);
  }

  @Handles(staffLeaves)
  async leave({ staffId, leftOn }: RequestOf<typeof staffLeaves>): Promise<ResponseOf<typeof staffLeaves>> {
    await this.powers.hold();
    const staff = await this.staff.lock(staffId);
    const act = this.acts.current();
    const from = await this.staff.beginningOf(leftOn, act.rules.zone);
    staff.leave(leftOn, from, act);
    await this.secondPerson.refuseIfLast([{ staffId, before: staff.roles, after: [] }]);
    await this.staff.save(staff);
    await this.departure.follow(staff, act);
    return this.#viewOf(staff, act);
  }

  @Handles(getStaff)
  async get({ staffId }: RequestOf<typeof getStaff>): Promise<ResponseOf<typeof getStaff>> {
    return this.#viewOf(await this.staff.find(staffId), this.acts.current());
  }

  @Handles(listStaff)
  async list(request: RequestOf<typeof listStaff>): Promise<ResponseOf<typeof listStaff>> {
    const { items, nextCursor } = await this.staff.page(request);
    const positions = await this.positions.byIds(items.flatMap((staff) => staff.positionIds));
    return { items: items.map((staff) => staffSummaryOf(staff, positions)), nextCursor };
  }

  @Handles(listBreaches)
  async breaches(): Promise<ResponseOf<typeof listBreaches>> {
    const found = await this.powers.breaches(this.acts.current().rules.apart);
    return { items: found.slice(0, breachesMax), more: found.length > breachesMax };
  }

  @Handles(revealStaff)
  async reveal({ staffId }: RequestOf<typeof revealStaff>): Promise<ResponseOf<typeof revealStaff>> {
    const { version, phone, email } = await this.staff.find(staffId);
    audit({ aggregate: 'staff', aggregateId: staffId, version, facts: { revealed: ['phone', 'email'] } });
    return { phone, email };
  }

  async #viewOf(staff: Staff, act: Act, known?: HeldPositions): Promise<ResponseOf<typeof getStaff>> {
    const positions = known ?? (await this.positions.byIds(staff.positionIds));
    const opening = staff.isOffered('open_account', act)
      ? await this.givenPasswords.keepsFromOpening(staff, act)
      : undefined;
    return staffViewOf(staff, positions, opening, act);
  }
}
