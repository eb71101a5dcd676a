import { Injectable } from '@nestjs/common';
import { upcomingMax } from '@bumen/contracts';
import { refuseUnlessAsSeen } from '../aggregate/as-seen.ts';
import { activeWork, type ActiveWork } from '../transaction/work.ts';
import { PolicyCache, type PolicySetting } from './policy-cache.ts';

/** What is shown of a policy's settings: the one that holds, and those to come. */
export interface ShownSettings {
  /** How many it was given, ever. */
  readonly version: number;
  readonly settings: readonly PolicySetting[];
}

/** The stored settings themselves, for those who show and change them. */
@Injectable()
export class PolicySettings {
  constructor(private readonly cache: PolicyCache) {}

  /** Of the named policies what holds now and what is to hold, the one that holds last first, and their versions. */
  async of(names: readonly string[]): Promise<ReadonlyMap<string, ShownSettings>> {
    const work = activeWork();
    const rows = await work.read<{ name: string; version: number; effective_from: Date; value: unknown }>(
      `SELECT p.name, (SELECT count(*)::int FROM policy_setting WHERE name = p.name) AS version, s.effective_from, s.value
         FROM unnest($1::text[]) AS p(name)
         CROSS JOIN LATERAL (
           (SELECT revision, effective_from, value FROM policy_setting WHERE name = p.name AND effective_from <= $2
             ORDER BY effective_from DESC, revision DESC LIMIT 1)
           UNION ALL
           (SELECT revision, effective_from, value FROM policy_setting WHERE name = p.name AND effective_from > $2
             ORDER BY effective_from, revision LIMIT $3)) AS s
         ORDER BY s.effective_from DESC, s.revision DESC`,
      [names, work.now, upcomingMax + 1],
    );
    const found = new Map<string, ShownSettings>();
    for (const [name, of] of Map.groupBy(rows, (row) => row.name))
      found.set(name, {
        version: of[0]!.version,
        settings: of.map((row) => ({ effectiveFrom: row.effective_from, value: row.value })),
      });
    return found;
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
