import { Injectable } from '@nestjs/common';
import { lastHolder, notSecondPerson, roleNames, secondPersonNeeded, type Role, type Text } from '@bumen/contracts';
import { audit } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { PowerRepository } from './power.repository.ts';
import { losersOf, needs, type Losing } from './power.ts';

/** What somebody is about to do alone. */
interface Alone {
  readonly aggregate: string;
  readonly aggregateId: string;
  readonly why: Text;
  readonly facts: Readonly<Record<string, unknown>>;
}

/**
 * Nobody gives power alone, and the system never lacks who has it (P-04). Whoever asks this holds the power first
 * (`PowerRepository.hold`), before any other row is locked.
 */
@Injectable()
export class SecondPerson {
  constructor(private readonly powers: PowerRepository) {}

  /** Does nothing where no power is gained. */
  async refuseGainAlone(staff: { readonly id: string; readonly name: string }, gained: readonly Role[], act: Act) {
    if (gained.length === 0) return;
    const called = (language: 'zh' | 'en') => gained.map((role) => roleNames[role][language]);
    await this.refuseAlone(
      {
        aggregate: 'staff',
        aggregateId: staff.id,
        why: {
          zh: `授予“${staff.name}”角色“${called('zh').join('”“')}”须由第二人批准;请通过“待批申请”为其申请岗位,新员工先不带岗位登记`,
          en: `giving ${staff.name} the role ${called('en').join(', ')} takes a second person: make a proposal of positions that give it; who is new is registered without any first`,
        },
        facts: { gained },
      },
      act,
    );
  }

  /** Throws secondPersonNeeded, except for the founder while there is nobody else; that is audited. */
  async refuseAlone({ why, facts, aggregate, aggregateId }: Alone, act: Act): Promise<void> {
    const { founderId, ended } = await this.powers.hold();
    if (ended || founderId !== act.by.id) throw secondPersonNeeded({ why });
    audit({ aggregate, aggregateId, facts: { ...facts, alone: 'first_start' } });
  }

  /**
   * Throws notSecondPerson unless they have power now, by their file and not only by their token: a general manager, or
   * a department manager where no other general manager could decide. `concerned`: who asked and whom it is for.
   */
  async refuseUnlessSecond(concerned: readonly string[], act: Act): Promise<void> {
    const roles = await this.powers.rolesOf(act.by.id);
    if (roles.includes('general_manager')) return;
    if (!roles.includes('department_manager'))
      throw notSecondPerson({
        why: {
          zh: '只有在职且账号正常的总经理(没有时为部门经理)可以批准',
          en: 'it takes a general manager, or a department manager where there is none, with an account in use',
        },
      });
    if ((await this.powers.able(['general_manager'], concerned)) > 0)
      throw notSecondPerson({
        why: { zh: '有总经理可以批准,请由总经理决定', en: 'there is a general manager who can decide it' },
      });
  }

  /** Throws lastHolder where too few would be left who can do what the system needs. */
  async refuseIfLast(losing: readonly Losing[]): Promise<void> {
    const { ended } = await this.powers.hold();
    for (const need of needs(ended)) {
      const losers = losersOf(need, losing);
      if (losers.length === 0 || !(await this.powers.anyActive(losers))) continue;
      if ((await this.powers.able(need.roles, losers)) < need.others)
        throw lastHolder({ roles: [...need.roles], needed: need.others });
    }
  }
}
