import type { getChart, listLedgerAccounts, ResponseOf } from '@bumen/contracts';
import type { LedgerAccount } from './account.entity.ts';
import type { Chart } from './chart.entity.ts';

type AccountView = ResponseOf<typeof listLedgerAccounts>['items'][number];

export const ledgerAccountViewOf = (
  { code, title, kind, side, currency, guarded, money, closed, addedBy, titledBy }: LedgerAccount,
  hasParts: boolean,
): AccountView => ({
  ...{ code, title, kind, side, currency, guarded, money, hasParts, isClosed: closed },
  ...{ addedById: addedBy, titledById: titledBy },
});

export const chartViewOf = (
  { id, version, standard, source }: Chart,
  accounts: number,
): ResponseOf<typeof getChart> => ({ id, version, standard, source, accounts });
