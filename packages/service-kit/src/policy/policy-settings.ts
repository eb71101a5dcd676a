import { Injectable } from '@nestjs/common';
import { refuseUnlessAsSeen } from '../aggregate/as-seen.ts';
import { activeWork, type ActiveWork } from '../transaction/work.ts';
import { PolicyCache } from './policy-cache.ts';
import { PolicySetting } from './policy-setting.entity.ts';

/** The stored settings themselves, for those who show and change them. */
@Injectable()
export class PolicySettings {
  constructor(private readonly cache: PolicyCache) {}

  /** All settings of the named policies, the one that holds last first. */
  async of(names: readonly string[]): Promise<PolicySetting[]> {
    return activeWork()
      .manager.createQueryBuilder(PolicySetting, 'setting')
      .where('setting.name = ANY(:names)', { names })
      .orderBy('setting.effectiveFrom', 'DESC')
      .addOrderBy('setting.revision', 'DESC')
      .getMany();
  }

  /**
   * Others that want to set a policy wait. Resolves to how many settings this one has, which is its version; throws
   * versionMismatch where the caller saw another (R6).
   */
  async lock(name: string): Promise<number> {
    const work = await oneAtATime();
    const [row] = await work.read<{ settings: number }>(
      'SELECT count(*)::int AS settings FROM policy_setting WHERE name = $1',
      [name],
    );
    await refuseUnlessAsSeen(work, name, row!.settings);
    return row!.settings;
  }

  /** Adds a setting. */
  async add(setting: {
    readonly name: string;
    readonly value: unknown;
    readonly effectiveFrom: Date;
    readonly setBy: string;
    readonly reason: string;
  }): Promise<void> {
    const work = await oneAtATime();
    await work.change(
      'INSERT INTO policy_setting (name, effective_from, value, set_by, reason, set_at) VALUES ($1, $2, $3::jsonb, $4, $5, $6)',
      [setting.name, setting.effectiveFrom, JSON.stringify(setting.value), setting.setBy, setting.reason, work.now],
    );
    work.changes.afterCommit(() => this.cache.forget());
  }
}

/** Others wait, so that revisions are committed in their order and versions have no gap. */
async function oneAtATime(): Promise<ActiveWork> {
  const work = activeWork();
  await work.lockRows(`SELECT pg_advisory_xact_lock(hashtext('policy_setting'))`);
  return work;
}
