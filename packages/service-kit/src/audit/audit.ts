import { catalogue } from '@bumen/contracts';
import { activeWork } from '../transaction/work.ts';

/** What shows or tells what is confidential; who did it, and how often, is a list of its own. */
const confidential = new Set<string>(
  catalogue.operations.filter((one) => one.reveals || one.matches).map((one) => one.name),
);

/**
 * Puts an act that changes nothing on the audit trail, such as showing personal data (P-05, P-06). It is kept with the
 * transaction: an act that is refused later leaves no line. Values must not be personal.
 */
export function audit(entry: {
  readonly aggregate: string;
  readonly aggregateId: string;
  readonly version?: number;
  readonly facts?: Readonly<Record<string, unknown>>;
}): void {
  const work = activeWork();
  work.changes.audit(work, {
    aggregate: entry.aggregate,
    aggregateId: entry.aggregateId,
    version: entry.version ?? 0,
    before: {},
    after: entry.facts ?? {},
    reveal: confidential.has(work.name),
    inPassing: true,
  });
}
