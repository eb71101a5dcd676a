import type { getPeriod, ResponseOf } from '@bumen/contracts';
import type { Act } from '@bumen/service-kit';
import type { Period } from './period.entity.ts';

export function periodViewOf(period: Period, act: Act): ResponseOf<typeof getPeriod> {
  const {
    id,
    version,
    month,
    state,
    openedBy,
    openedAt,
    closingBy,
    closedBy,
    closedAt,
    askedBy,
    askedByName,
    askedAt,
    rates,
  } = period;
  return {
    ...{ id, version, month, state, reopenings: period.reopenings, rates: [...rates] },
    openedById: openedBy,
    openedAt: openedAt.toISOString(),
    closingById: closingBy,
    closedById: closedBy,
    closedAt: closedAt?.toISOString() ?? null,
    reopening:
      askedBy === null ? null : { askedById: askedBy, askedByName: askedByName!, askedAt: askedAt!.toISOString() },
    offers: period.offers(act),
  };
}
