import type { ExceptionReason, getCoverage, ResponseOf } from '@bumen/contracts';
import type { Alike } from './coverage.repository.ts';
import { exceptionReasonOf } from './exception-reason.ts';

type View = ResponseOf<typeof getCoverage>;

/** Each callback counts once: what is owed is the sum of what became of it. */
export function coverageViewOf(day: string, all: readonly Alike[]): View {
  const drawn = all.filter((one) => !isNotDrawn(one));
  return {
    day,
    members: coveredOf(drawn.filter(({ member }) => member)),
    others: coveredOf(drawn.filter(({ member }) => !member)),
    notDrawn: sum(all.filter(isNotDrawn)),
  };
}

function coveredOf(all: readonly Alike[]): View['members'] {
  const done = all.filter(({ state }) => state === 'satisfied' || state === 'dissatisfied');
  const excused = all.filter(({ state }) => state === 'excused');
  const open = all.filter((one) => !done.includes(one) && !excused.includes(one));
  return {
    owed: sum(all),
    inTime: sum(done.filter(({ late }) => !late)),
    late: sum(done.filter(({ late }) => late)),
    excused: byReason(excused),
    missing: byReason(open.filter(({ due }) => due)),
    notDueYet: sum(open.filter(({ due }) => !due)),
  };
}

function byReason(all: readonly Alike[]): { why: ExceptionReason; count: number }[] {
  const counts = new Map<ExceptionReason, number>();
  for (const { doNotCall, taken, tried, count, ...facts } of all) {
    const why = exceptionReasonOf({
      ...facts,
      customer: { doNotCall },
      assigneeId: taken ? '' : null,
      attemptCount: tried ? 1 : 0,
    });
    counts.set(why, (counts.get(why) ?? 0) + count);
  }
  return [...counts].map(([why, count]) => ({ why, count }));
}

const isNotDrawn = ({ decisionCause }: Alike) => decisionCause === 'not_drawn';
const sum = (all: readonly Alike[]) => all.reduce((total, { count }) => total + count, 0);
