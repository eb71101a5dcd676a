import { Injectable } from '@nestjs/common';
import { calendarPolicy, type Role } from '@bumen/contracts';
import { Policies } from '../policy/policies.ts';
import { currentWork } from '../transaction/work.ts';

/** Who does something: a staff member, or the reaction or deadline that acts by itself and has no roles. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly teamId: string | null;
}

/**
 * Who does something, when, and by which rules. Handed to every verb of an aggregate, so that the aggregate reads no
 * clock, no database and no settings.
 */
export interface Act<Rules = unknown> {
  readonly at: Date;
  readonly by: Actor;
  /** The company's settings as they hold at that moment. */
  readonly rules: Rules;
  /** Where the company's people are, for moments in sentences; without it they stay in UTC. */
  readonly zone?: string;
}

/**
 * Makes the class that gives the act of the work in progress. Each service with policies has one, `src/acts.ts`, which
 * says what its rules are.
 */
export function actsBy<Rules>(
  rulesBy: (policies: Policies) => Rules,
): new (policies: Policies) => { current(): Act<Rules>; inRealTime(): Act<Rules> } {
  @Injectable()
  class ActsByRules {
    constructor(private readonly policies: Policies) {}

    current(): Act<Rules> {
      return this.#act(currentWork().now);
    }

    /** For tokens, sign-in locks and limits of rate, which don't go by business time. */
    inRealTime(): Act<Rules> {
      return this.#act(currentWork().realNow);
    }

    #act(at: Date): Act<Rules> {
      const { actor, caller } = currentWork();
      const { name, roles, teamId } = caller;
      return {
        at,
        by: { id: actor, name, roles: roles as readonly Role[], teamId },
        rules: rulesBy(this.policies),
        zone: this.policies.get(calendarPolicy).zone,
      };
    }
  }
  return ActsByRules;
}

/** For a service without policies of its own. */
export class Acts extends actsBy((): unknown => undefined) {}
