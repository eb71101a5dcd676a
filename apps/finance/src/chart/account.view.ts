import type { getChart, listLedgerAccounts, ResponseOf } from '@bumen/contracts';
import type { LedgerAccount } from './account.entity.ts';
import type { Chart } from './chart.entity.ts';

type AccountView = ResponseOf<typeof listLedgerAccounts>['items'][number];

export const ledgerAccountViewOf = (
  { code, title, kind, side, currency, guarded, money, addedBy }: LedgerAccount,
  hasParts: boolean,
): AccountView => ({ code, title, kind, side, currency, guarded, money, hasParts, addedById: addedBy });

export const chartViewOf = (
  { id, version, standard, source }: Chart,
  accounts: number,
): ResponseOf<typeof getChart> => ({ id, version, standard, source, accounts });
