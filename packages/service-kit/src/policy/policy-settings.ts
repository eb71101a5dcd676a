import { Injectable } from '@nestjs/common';
import { activeWork } from '../transaction/work.ts';
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

  /** Adds a setting; resolves to how many the policy has now, which is its version. */
  async add(setting: {
    readonly name: string;
    readonly value: unknown;
    readonly effectiveFrom: Date;
    readonly setBy: string;
    readonly reason: string;
  }): Promise<number> {
    const work = activeWork();
    // One at a time, so that revisions are committed in their order and versions have no gap.
    await work.lockRows(`SELECT pg_advisory_xact_lock(hashtext('policy_setting'))`);
    await work.change(
      'INSERT INTO policy_setting (name, effective_from, value, set_by, reason, set_at) VALUES ($1, $2, $3::jsonb, $4, $5, $6)',
      [setting.name, setting.effectiveFrom, JSON.stringify(setting.value), setting.setBy, setting.reason, work.now],
    );
    const [row] = await work.read<{ settings: number }>(
      'SELECT count(*)::int AS settings FROM policy_setting WHERE name = $1',
      [setting.name],
    );
    work.changes.afterCommit(() => this.cache.forget());
    return row!.settings;
  }
}
