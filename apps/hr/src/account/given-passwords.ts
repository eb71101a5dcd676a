import { Injectable } from '@nestjs/common';
import { accountExists, secondPersonNeeded, type Problem, type Text } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import { PowerRepository } from '../power/power.repository.ts';
import { hasPower } from '../power/power.ts';
import { SecondPerson } from '../power/second-person.ts';
import type { Staff } from '../staff/staff.entity.ts';
import { AccountRepository } from './account.repository.ts';

/** Who may give whom a password, with an account or to one that there is (P-04). */
@Injectable()
export class GivenPasswords {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly powers: PowerRepository,
    private readonly secondPerson: SecondPerson,
  ) {}

  /**
   * Whoever gives somebody with power their password could sign in as them, and would have that power. Their account
   * is opened before they get it, and its password is only changed by two. Throws secondPersonNeeded.
   */
  async refuseAlone(staff: Staff, what: 'create' | 'reset', act: Act): Promise<void> {
    if (!hasPower(staff.roles)) return;
    const facts = { password: what };
    const why = whyNotAlone(staff.name)[what];
    await this.secondPerson.refuseAlone({ aggregate: 'staff', aggregateId: staff.id, why, facts }, act);
  }

  /** What opening an account for them would be refused with, beyond what the person's own state says. */
  async keepsFromOpening(staff: Staff, act: Act): Promise<Problem | undefined> {
    if (hasPower(staff.roles) && !(await this.powers.isAlone(act.by.id)))
      return secondPersonNeeded({ why: whyNotAlone(staff.name).create });
    return (await this.accounts.findOf(staff.id)) && accountExists();
  }
}

const whyNotAlone = (name: string): Record<'create' | 'reset', Text> => ({
  create: {
    zh: `“${name}”的角色须由两人授予,不能由一人开通账号;请先开通账号,再为其申请岗位`,
    en: `${name} has a role that takes two to give, so nobody opens their account alone: open it first, then propose the position`,
  },
  reset: {
    zh: `“${name}”的角色须由两人授予,不能由一人重置密码;请通过“待批申请”提出`,
    en: `${name} has a role that takes two to give, so nobody resets their password alone: make a proposal`,
  },
});
