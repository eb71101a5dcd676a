import { Injectable } from '@nestjs/common';
import { catalogue, proposalOvertaken, type Policy, type Text } from '@bumen/contracts';
import { PolicyChanges } from '@bumen/service-kit';
import type { Account } from '../account/account.entity.ts';
import { AccountRepository } from '../account/account.repository.ts';
import { KnownDeviceRepository } from '../account/known-device.repository.ts';
import type { Act } from '../acts.ts';
import { sameRoles, unionOfRoles } from '../position/duties.ts';
import { PositionRepository } from '../position/position.repository.ts';
import { PowerRepository } from '../power/power.repository.ts';
import { hasPower, maySecond } from '../power/power.ts';
import { SecondPerson } from '../power/second-person.ts';
import { SessionRepository } from '../session/session.repository.ts';
import type { Staff } from '../staff/staff.entity.ts';
import { StaffRepository } from '../staff/staff.repository.ts';
import type { Proposal } from './proposal.entity.ts';

const overtaken = (zh: string, en: string) => proposalOvertaken({ why: { zh, en } satisfies Text });

/** The policies of hr that a second person decides, by name. */
export const policiesOfTwo: ReadonlyMap<string, Policy> = new Map(
  catalogue.policiesOf('hr').map((policy) => [policy.name as string, policy]),
);

/**
 * Does what was asked for, in the transaction of the approval and with the power held, if it still is what was asked
 * for: that who asked may still ask, and that nothing it rests on has changed (P-04).
 */
@Injectable()
export class CarryingOut {
  constructor(
    private readonly powers: PowerRepository,
    private readonly secondPerson: SecondPerson,
    private readonly positions: PositionRepository,
    private readonly staff: StaffRepository,
    private readonly accounts: AccountRepository,
    private readonly devices: KnownDeviceRepository,
    private readonly sessions: SessionRepository,
    private readonly policies: PolicyChanges,
  ) {}

  async run(proposal: Proposal, act: Act): Promise<void> {
    const { kind, askedBy } = proposal;
    const roles = await this.powers.rolesOf(askedBy);
    const mayAsk = kind === 'policy' ? maySecond(roles) : maySecond(roles) || roles.includes('hr_officer');
    if (!mayAsk) throw overtaken('申请人已无权提出', 'who asked for it may no longer do so');
    switch (kind) {
      case 'positions':
        return this.#givePositions(proposal, act);
      case 'password':
        return this.#resetPassword(proposal, act);
      case 'policy':
        return this.#setPolicy(proposal, act);
    }
  }

  async #givePositions(proposal: Proposal, act: Act): Promise<void> {
    const { staffId, wanted, basis } = proposal;
    const { positionIds = [], roles = [] } = wanted;
    const positions = await this.positions.hold(positionIds);
    const staff = await this.staff.lock(staffId!);
    if (!sameIds(staff.positionIds, basis.positionIds ?? []))
      throw overtaken('该员工的岗位已变动', 'they hold other positions by now');
    if (!sameRoles(unionOfRoles(positions.values()), roles))
      throw overtaken('所申请岗位的角色已变动', 'the positions give other roles by now');
    const { roles: before } = staff;
    await this.#beginAnew(proposal, staff, act);
    staff.change({ positionIds }, positions, act, true);
    await this.secondPerson.refuseIfLast([{ staffId: staff.id, before, after: staff.roles }]);
    await this.staff.save(staff);
  }

  /** Until their first power one person alone gave them their password, or could have reset it. */
  async #beginAnew({ wanted, passwordHash }: Proposal, { id, roles }: Staff, act: Act): Promise<void> {
    const account = await this.accounts.lockOf(id);
    if (account && account.id === wanted.accountId) await this.#renew(account, passwordHash!, act);
    else if (account && !hasPower(roles)) throw overtaken('该员工的账号已变动', 'they have an account by now');
  }

  async #resetPassword({ wanted, basis, passwordHash }: Proposal, act: Act): Promise<void> {
    const account = await this.accounts.lock(wanted.accountId!);
    if (account.version !== basis.version) throw overtaken('该账号已变动', 'the account was changed meanwhile');
    await this.#renew(account, passwordHash!, act);
  }

  async #renew(account: Account, passwordHash: string, act: Act): Promise<void> {
    account.beginAnew(passwordHash, act);
    await this.accounts.save(account);
    await this.sessions.endAll(account.id, 'password_changed', act);
    await this.devices.forgetAll(account.id);
  }

  async #setPolicy({ subject, wanted, basis, reason }: Proposal, act: Act): Promise<void> {
    const policy = policiesOfTwo.get(subject)!;
    if ((await this.policies.hold(policy)) !== basis.version)
      throw overtaken('该规则已有新的设置', 'the policy was set meanwhile');
    const { value, effectiveFrom } = wanted;
    const later = effectiveFrom !== undefined && new Date(effectiveFrom) > act.at;
    await this.policies.set(policy, { value, effectiveFrom: later ? effectiveFrom : undefined, reason });
  }
}

const sameIds = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id) => other.includes(id));
