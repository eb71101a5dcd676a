import { chequeBookSteps, chequeSteps, returnChequeBook, type Transitions } from '@bumen/contracts';
import type { ProofHouse } from './proof-house.ts';

type Reach = (house: ProofHouse) => Promise<string>;
type StatesOf<Table> = Table extends Transitions<infer State, string> ? State : never;

const books: Record<StatesOf<typeof chequeBookSteps>, Reach> = {
  in_use: (house) => house.payments.cheques.book(),
  returned: async (house) => {
    const chequeBookId = await house.payments.cheques.book();
    return (await house.payments.cheques.accountant.call(returnChequeBook, { chequeBookId, reason: '收回' })).id;
  },
};
const cheques: Record<StatesOf<typeof chequeSteps>, Reach> = {
  drawn: (house) => house.payments.cheques.drawn(),
  signed: (house) => house.payments.cheques.signed(),
  handed_out: (house) => house.payments.cheques.handedOut(),
  cashed: (house) => house.payments.cheques.cashed(),
  voided: (house) => house.payments.cheques.spoiled(),
};

/** How cheque books and cheques come into each of their states. */
export const chequeStates = [
  [chequeBookSteps, books],
  [chequeSteps, cheques],
] as const;
