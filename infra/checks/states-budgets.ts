import { budgetSteps, endBudget, refuseBudget, type Transitions } from '@bumen/contracts';
import type { ProofHouse } from './proof-house.ts';

type Reach = (house: ProofHouse) => Promise<string>;
type StatesOf<Table> = Table extends Transitions<infer State, string> ? State : never;

const reason = '按进度调整';
const budgets: Record<StatesOf<typeof budgetSteps>, Reach> = {
  proposed: ({ budgets: all }) => all.proposed(),
  refused: async ({ budgets: all }) =>
    (await all.manager.call(refuseBudget, { budgetId: await all.proposed(), reason })).id,
  in_force: ({ budgets: all }) => all.inForce(),
  change_asked: ({ budgets: all }) => all.changeAsked(),
  ended: async ({ budgets: all }) => (await all.manager.call(endBudget, { budgetId: await all.inForce(), reason })).id,
};

/** How a budget comes into each of its states. */
export const budgetStates = [[budgetSteps, budgets]] as const;
