import { catalogue, type Transitions } from '@bumen/contracts';
import { fenced, node } from './mermaid.ts';

function drawing(table: Transitions): string {
  const states = Object.keys(table.states);
  const lines = [
    'stateDiagram-v2',
    '  direction LR',
    ...states.map((state) => `  state "${table.states[state]!.zh} ${state}" as ${node(state)}`),
  ];
  for (const [verb, step] of Object.entries(table.steps))
    for (const from of step.from)
      for (const to of table.after(verb, from))
        if (to !== from) lines.push(`  ${node(from)} --> ${node(to)} : ${verb}`);
  return fenced(lines);
}

function leadsTo({ to }: Transitions['steps'][string]): string {
  if (to === undefined) return 'stays';
  if (typeof to === 'string') return to;
  if (Array.isArray(to)) return `${to.join(' or ')}, as the facts decide`;
  return Object.entries(to)
    .map(([from, next]) => `${[next].flat().join(' or ')} from ${from}`)
    .join(', ');
}

function steps(table: Transitions): string {
  const rows = Object.entries(table.steps).map(
    ([verb, step]) =>
      `| \`${verb}\`${step.automatic ? ', by itself' : ''} | ${step.summary.zh} · ${step.summary.en} | ${step.from.join(', ')} | ${leadsTo(step)} |`,
  );
  return ['| step | | from | to |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** Every state machine of the contracts, drawn and as a table (T-05). */
export function statesDocument(): string {
  const sections = catalogue.stateTables.map((table) => `## ${table.name}\n\n${drawing(table)}\n\n${steps(table)}`);
  return `${['# States and steps', 'Generated from `packages/contracts` by `pnpm documents`; do not edit. Any step from a state that isn’t listed is refused, with the reason.', ...sections].join('\n\n')}\n`;
}
