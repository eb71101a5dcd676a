import { catalogue, type Operation, type Transitions } from '@bumen/contracts';

type Taking = Pick<Operation, 'name' | 'service' | 'takes'>;

/** Operations that say that they take a step that there is not, or that nobody asks for. */
export function takenStepComplaints(
  operations: readonly Taking[] = catalogue.operations,
  tables: readonly Transitions[] = catalogue.stateTables,
): string[] {
  return operations.flatMap(({ name, service, takes }) => {
    if (!takes) return [];
    const table = tables.find((one) => one.name === takes.table);
    const named = `${name} takes ${takes.verb} of ${takes.table}`;
    if (!table) return [`${named}, which is no state table; name the step by stepOf(table, verb)`];
    if (!takes.table.startsWith(`${service}.`))
      return [`${named}, which is another service’s; ask for it by a reaction`];
    const step = Object.hasOwn(table.steps, takes.verb) ? table.steps[takes.verb] : undefined;
    if (!step) return [`${named}, which is none of its steps (${Object.keys(table.steps).join(', ')})`];
    return step.automatic ? [`${named}, which comes about by itself; leave \`takes\` out`] : [];
  });
}
