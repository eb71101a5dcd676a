import { paymentSteps, type Transitions } from '@bumen/contracts';
import type { ProofHouse } from './proof-house.ts';

type Reach = (house: ProofHouse) => Promise<string>;
type StatesOf<Table> = Table extends Transitions<infer State, string> ? State : never;

const payments: Record<StatesOf<typeof paymentSteps>, Reach> = {
  requested: (house) => house.payments.requested(),
  approved: (house) => house.payments.approved(),
  sent: (house) => house.payments.sent(),
  paid: (house) => house.payments.paid(),
  refused: (house) => house.payments.refused(),
  withdrawn: (house) => house.payments.withdrawn(),
};

/** How what is registered for payments comes into each of its states. */
export const paymentStates = [[paymentSteps, payments]] as const;
