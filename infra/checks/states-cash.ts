import { cashDifferenceSteps, type Transitions } from '@bumen/contracts';
import type { ProofHouse } from './proof-house.ts';

type Reach = (house: ProofHouse) => Promise<string>;
type StatesOf<Table> = Table extends Transitions<infer State, string> ? State : never;

const differences: Record<StatesOf<typeof cashDifferenceSteps>, Reach> = {
  open: (house) => house.cash.difference(),
  decided: (house) => house.cash.decidedDifference(),
};

/** How what follows from a day at a cash desk comes into each of its states. */
export const cashStates = [[cashDifferenceSteps, differences]] as const;
