import { Injectable } from '@nestjs/common';
import type { CallbackChannel, CallbackState, DecisionCause } from '@bumen/contracts';
import { currentWork, Repository } from '@bumen/service-kit';

/** So many callbacks that are due on a day and are alike in all that counts. */
export interface Alike {
  readonly member: boolean;
  readonly doNotCall: boolean;
  readonly state: CallbackState;
  readonly decisionCause: DecisionCause | null;
  readonly channel: CallbackChannel;
  readonly taken: boolean;
  readonly tried: boolean;
  /** It was finished after its due time. */
  readonly late: boolean;
  /** Its due time has passed. */
  readonly due: boolean;
  readonly count: number;
}

@Injectable()
export class CoverageRepository extends Repository {
  /** Callbacks that are due from one moment until another, told apart by what counts; cancelled ones are none. */
  dueBetween(from: Date, until: Date): Promise<Alike[]> {
    return this.read<Alike>(
      `SELECT coalesce(u.member, false) AS member, coalesce(u.do_not_call, false) AS "doNotCall", c.state,
         c.decision_cause AS "decisionCause", c.channel, c.assignee_id IS NOT NULL AS taken,
         c.attempt_count > 0 AS tried, coalesce(c.finished_at > c.due_at, false) AS late, c.due_at < $3 AS due,
         count(*)::int AS count
       FROM callback c LEFT JOIN customer u ON u.id = c.customer_id
       WHERE c.due_at >= $1 AND c.due_at < $2 AND c.state <> 'cancelled' GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`,
      [from, until, currentWork().now],
    );
  }
}
