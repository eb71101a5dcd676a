import { Injectable } from '@nestjs/common';
import { routingPolicy, ticketHandlers } from '@bumen/contracts';
import { currentWork, Policies } from '@bumen/service-kit';
import { onShift } from '../staff/staff-copies.ts';
import type { Need } from './need.ts';
import type { Agent, WhyQueued } from './placement.ts';

interface AgentRow {
  readonly id: string;
  readonly name: string;
  readonly team_id: string | null;
}

/** Who fits; used with the same parameters wherever it is asked: $1 moment, $2 team kind, $3 roles, $4 profiles or null, $5 skills, $6 not these. */
const fits = `s.active AND t.kind = $2 AND s.roles && $3::text[] AND ($4::text[] IS NULL OR s.profile = ANY($4)) AND s.skills @> $5::text[] AND s.id <> ALL($6::uuid[])`;

/** So many places of one agent may be in the middle of being taken by others; where all are, the pick is asked once more. */
const placesInReach = 16;

// The lowest free places of those who fit, so that neither the places of everybody else nor how many there are matter.
const pick = `WITH picked AS (
    SELECT a.staff_id, a.no
      FROM (SELECT s.id FROM staff_member s JOIN team t ON t.id = s.team_id WHERE ${fits} AND EXISTS (${onShift('s.id', 1)})) AS fitting
      CROSS JOIN LATERAL (SELECT f.no FROM agent_slot f WHERE f.staff_id = fitting.id AND NOT f.taken AND f.no <= $7 ORDER BY f.no LIMIT ${placesInReach}) AS lowest
      JOIN agent_slot a ON a.staff_id = fitting.id AND a.no = lowest.no
     WHERE NOT a.taken
     ORDER BY a.no, a.changed_at, a.staff_id LIMIT 1 FOR UPDATE OF a SKIP LOCKED),
  given AS (UPDATE agent_slot a SET taken = true, changed_at = $1 FROM picked p WHERE a.staff_id = p.staff_id AND a.no = p.no RETURNING a.staff_id)
  SELECT s.id, s.name, s.team_id FROM given JOIN staff_member s ON s.id = given.staff_id`;

const whyNobody = `SELECT (SELECT id FROM team WHERE kind = $2 ORDER BY id LIMIT 1) AS team_id,
  EXISTS (SELECT FROM staff_member s JOIN team t ON t.id = s.team_id WHERE s.active AND t.kind = $2 AND EXISTS (${onShift('s.id', 1)})) AS on_shift,
  EXISTS (SELECT FROM staff_member s JOIN team t ON t.id = s.team_id WHERE ${fits} AND EXISTS (${onShift('s.id', 1)})) AS fits,
  EXISTS (SELECT FROM agent_slot a JOIN staff_member s ON s.id = a.staff_id JOIN team t ON t.id = s.team_id
           WHERE NOT a.taken AND a.no <= $7 AND ${fits} AND EXISTS (${onShift('s.id', 1)})) AS room_now,
  EXISTS (SELECT FROM staff_member s WHERE s.active AND s.roles && $8::text[] AND NOT EXISTS (SELECT FROM agent_slot a WHERE a.staff_id = s.id AND a.no = $7)) AS slots_missing`;

const topSlot = (lock: string) => `UPDATE agent_slot SET taken = false, changed_at = $2
   WHERE (staff_id, no) = (SELECT staff_id, no FROM agent_slot WHERE staff_id = $1 AND taken ORDER BY no DESC LIMIT 1 ${lock}) RETURNING no`;

/** How many tickets each agent has in hand, as places that are taken and given back (T-03). */
@Injectable()
export class Hands {
  readonly #policies: Policies;

  constructor(policies: Policies) {
    this.#policies = policies;
  }

  /** Makes room with the agent who fits and has the least in hand, among equals with the one idle for longest. */
  async pick(need: Need, skills: readonly string[], except: readonly string[]): Promise<Agent | { readonly teamId: string | null; readonly why: WhyQueued }> {
    const work = currentWork();
    const max = this.#max;
    const asked = [work.now, need.teamKind, need.roles, need.profiles, skills, except, max];
    const [row] = await work.sql<AgentRow>('hand_pick', pick, asked);
    if (row) return agentOf(row);
    const [reason] = await work.sql<{ team_id: string | null; on_shift: boolean; fits: boolean; room_now: boolean; slots_missing: boolean }>('hand_why_nobody', whyNobody, [...asked, ticketHandlers]);
    if (reason!.fits && (reason!.room_now || reason!.slots_missing)) {
      // Room appeared between the two statements, or the limit was raised.
      if (reason!.slots_missing) await this.#makeSlots(null);
      const [late] = await work.sql<AgentRow>('hand_pick', pick, asked);
      if (late) return agentOf(late);
    }
    return { teamId: reason!.team_id, why: reason!.fits ? 'all_busy' : reason!.on_shift ? 'nobody_fits' : 'nobody_on_shift' };
  }

  /** Makes room with this person; false where they have as many as one may have. */
  async take(staffId: string): Promise<boolean> {
    return (await this.#take(staffId)) || ((await this.#makeSlots(staffId)) && (await this.#take(staffId)));
  }

  /** As `take`, also where the hand is full. */
  async takeBeyondLimit(staffId: string): Promise<boolean> {
    if (await this.take(staffId)) return true;
    const work = currentWork();
    // One at a time for this person, or two would make the same place.
    await work.sql('hand_lock', 'SELECT id FROM staff_member WHERE id = $1 FOR UPDATE', [staffId]);
    const made = await work.sql<{ no: number }>(
      'hand_take_beyond',
      `INSERT INTO agent_slot (staff_id, no, taken, changed_at)
       SELECT $1, n, true, $2 FROM (SELECT min(n) AS n FROM generate_series(1, (SELECT coalesce(max(no), 0) + 1 FROM agent_slot WHERE staff_id = $1)) AS n
         WHERE NOT EXISTS (SELECT FROM agent_slot a WHERE a.staff_id = $1 AND a.no = n AND a.taken)) AS lowest
       ON CONFLICT (staff_id, no) DO UPDATE SET taken = true, changed_at = excluded.changed_at WHERE NOT agent_slot.taken RETURNING no`,
      [staffId, work.now],
    );
    // A place that was given back just now, and taken by routing in the same moment, is not the last word.
    return made.length === 1 || this.takeBeyondLimit(staffId);
  }

  /** Somebody came who may have tickets in hand. */
  async welcome(staffId: string): Promise<void> {
    await this.#makeSlots(staffId);
  }

  /** Gives the room back when a ticket leaves the hand. */
  async release(staffId: string): Promise<void> {
    const work = currentWork();
    const { now } = work;
    const [freed] = await work.sql<{ no: number }>('hand_release', topSlot('FOR UPDATE SKIP LOCKED'), [staffId, now]);
    if (freed) return;
    // All that this statement could see were being given back by others; the next one sees those taken meanwhile.
    const [late] = await work.sql<{ no: number }>('hand_release_waiting', topSlot('FOR UPDATE'), [staffId, now]);
    if (!late) throw new Error(`${staffId} gives back a ticket and has none in hand`);
  }

  async #take(staffId: string): Promise<boolean> {
    const work = currentWork();
    const rows = await work.sql<{ no: number }>(
      'hand_take',
      `UPDATE agent_slot SET taken = true, changed_at = $3
        WHERE (staff_id, no) = (SELECT staff_id, no FROM agent_slot WHERE staff_id = $1 AND NOT taken AND no <= $2 ORDER BY no LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING no`,
      [staffId, this.#max, work.now],
    );
    return rows.length === 1;
  }

  /** For one person, or after the limit was raised for all; false where none was missing. In order, so that two who do so don't lock each other out. */
  async #makeSlots(staffId: string | null): Promise<boolean> {
    const work = currentWork();
    const made = await work.sql<{ no: number }>(
      'hand_make_slots',
      `INSERT INTO agent_slot (staff_id, no, taken, changed_at)
       SELECT s.id, n, false, $3 FROM staff_member s CROSS JOIN generate_series(1, $1::int) n WHERE s.active AND s.roles && $2::text[] AND ($4::uuid IS NULL OR s.id = $4)
       ORDER BY s.id, n ON CONFLICT (staff_id, no) DO NOTHING RETURNING no`,
      [this.#max, ticketHandlers, work.now, staffId],
    );
    return made.length > 0;
  }

  get #max(): number {
    return this.#policies.get(routingPolicy).maxInHand;
  }
}

const agentOf = (row: AgentRow): Agent => ({ staffId: row.id, name: row.name, teamId: row.team_id });
