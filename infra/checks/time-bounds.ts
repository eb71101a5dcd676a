import { catalogue, timesIn, type Operation } from '@bumen/contracts';

/** Times in commands that may lie anywhere: what one is kept with is counted with for ever (R9). */
export function farTimeComplaints(
  operations: readonly Pick<Operation, 'kind' | 'name' | 'request'>[] = catalogue.operations,
): string[] {
  return operations
    .filter(({ kind }) => kind === 'command')
    .flatMap(({ name, request }) =>
      timesIn(request)
        .filter(({ bounds }) => bounds === undefined)
        .map(({ path }) => `${name}: ${path.join('.')} may lie any number of years away; say by \`within\` how far`),
    );
}
