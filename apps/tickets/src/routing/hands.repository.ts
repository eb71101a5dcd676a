import { Injectable } from '@nestjs/common';
import { currentWork, Repository } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import { HandChanges } from './hand-changes.repository.ts';
import type { Need } from './need.ts';
import { PicksUnderWay, type Load } from './picks-under-way.ts';
import type { Agent, WhyQueued } from './placement.ts';

interface AgentRow extends Load {
  readonly name: string;
  readonly team_id: string | null;
}

/**
 * Who fits; used with the same parameters wherever it is asked: $1 moment, $2 team kind, $3 roles, $4 profiles or null,
 * $5 skills, $6 not these.
 */
const fits = `s.active AND s.on_duty @> $1::timestamptz AND s.team_id = ANY(ARRAY(SELECT id FROM team WHERE kind = $2))
   AND s.roles && $3::text[]
  AND ($4::text[] IS NULL OR s.profile = ANY($4)) AND s.skills @> $5::text[] AND s.id <> ALL($6::uuid[])`;

const lightest = `SELECT s.id, s.name, s.team_id, s.in_hand AS load FROM staff_member s WHERE s.in_hand < $7
   AND ${fits} ORDER BY s.in_hand, s.in_hand_changed_at, s.id LIMIT $8`;

const whyNobody = `SELECT (SELECT id FROM team WHERE kind = $2 ORDER BY id LIMIT 1) AS team_id,
  EXISTS (SELECT FROM staff_member s WHERE s.active AND s.on_duty @> $1::timestamptz
    AND s.team_id = ANY(ARRAY(SELECT id FROM team WHERE kind = $2))) AS on_shift,
  EXISTS (SELECT FROM staff_member s WHERE ${fits}) AS fits`;

/**
 * How many tickets each agent has in hand (T-03). Who has the least is read without a lock, and what this process is
 * about to give counts already; the count itself is written with the commit, where a hand that became full meanwhile
 * makes the work run again.
 */
@Injectable()
export class Hands extends Repository {
  readonly #underWay = new PicksUnderWay();

  /** Chooses the agent who fits and has the least in hand, among equals the one idle for longest. */
  async pick(
    need: Need,
    skills: readonly string[],
    except: readonly string[],
    { at, rules }: Act,
  ): Promise<Agent | { readonly teamId: string | null; readonly why: WhyQueued }> {
    const max = rules.routing.maxInHand;
    const asked = [at, need.teamKind, need.roles, need.profiles, skills, except];
    const found = await this.#underWay.lightest(max, (most) => this.read<AgentRow>(lightest, [...asked, max, most]));
    if (found) {
      const { row, pick } = found;
      this.#chosen(row.id, max, pick);
      return { staffId: row.id, name: row.name, teamId: row.team_id };
    }
    const [reason] = await this.read<{ team_id: string | null; on_shift: boolean; fits: boolean }>(whyNobody, asked);
    return {
      teamId: reason!.team_id,
      why: reason!.fits ? 'all_busy' : reason!.on_shift ? 'nobody_fits' : 'nobody_on_shift',
    };
  }

  /** Chooses this person, who has so much in hand; false where that is as much as one may have. */
  choose(staffId: string, inHand: number, { rules }: Act): boolean {
    const max = rules.routing.maxInHand;
    if (inHand + this.#changes.of(staffId) >= max) return false;
    this.#chosen(staffId, max);
    return true;
  }

  /** As `choose`, also where the hand is full. */
  chooseBeyondLimit(staffId: string): void {
    this.#chosen(staffId, null);
  }

  /** A ticket went from one hand into another; null where it was or is in none. */
  move(from: string | null, to: string | null): void {
    this.#changes.move(from, to);
  }

  /** From now on whoever is chosen next knows of it; a place is taken only where a ticket is saved. */
  #chosen(staffId: string, max: number | null, pick = this.#underWay.mark(staffId)): void {
    this.#changes.chosen(staffId, max, () => pick.committing());
    currentWork().whenEnded(() => pick.ended());
  }

  get #changes(): HandChanges {
    return this.gather(HandChanges, () => new HandChanges());
  }
}
