import { Injectable } from '@nestjs/common';
import { currentWork } from '@bumen/service-kit';
import type { Act } from './act.ts';
import { TicketRules } from './rules.ts';

/** Says for the work in progress who acts, when and by which rules. */
@Injectable()
export class Acts {
  constructor(private readonly rules: TicketRules) {}

  current(): Act {
    const { now, actor, caller } = currentWork();
    return {
      at: now,
      by: { id: actor, name: caller.name },
      leads: caller.roles.includes('supervisor') || caller.roles.includes('department_manager'),
      rules: this.rules.inEffect(),
    };
  }
}
