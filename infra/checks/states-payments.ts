import {
  endSigningAuthority,
  loanSteps,
  payeeAccountSteps,
  paymentSteps,
  refusePayeeAccount,
  retirePayeeAccount,
  signingAuthoritySteps,
  type Transitions,
} from '@bumen/contracts';
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

const payeeAccounts: Record<StatesOf<typeof payeeAccountSteps>, Reach> = {
  registered: ({ payments: { payees } }) => payees.account(),
  in_force: ({ payments: { payees } }) => payees.accountInForce(),
  refused: async ({ payments: { payees } }) => {
    const payeeAccountId = await payees.account();
    return (await payees.manager.call(refusePayeeAccount, { payeeAccountId, reason: '户名不符' })).id;
  },
  retired: async ({ payments: { payees } }) => {
    const payeeAccountId = await payees.accountInForce();
    return (await payees.manager.call(retirePayeeAccount, { payeeAccountId, reason: '对方销户' })).id;
  },
};
const authorities: Record<StatesOf<typeof signingAuthoritySteps>, Reach> = {
  given: ({ payments: { payees } }) => payees.authority(),
  in_force: ({ payments: { payees } }) => payees.authorityInForce(),
  ended: async ({ payments: { payees } }) => {
    const signingAuthorityId = await payees.authorityInForce();
    return (await payees.manager.call(endSigningAuthority, { signingAuthorityId, reason: '休假结束' })).id;
  },
};
const loans: Record<StatesOf<typeof loanSteps>, Reach> = {
  open: (house) => house.payments.loan(),
  settled: (house) => house.payments.settledLoan(),
};

/** How what is registered for payments comes into each of its states. */
export const paymentStates = [
  [paymentSteps, payments],
  [payeeAccountSteps, payeeAccounts],
  [signingAuthoritySteps, authorities],
  [loanSteps, loans],
] as const;
