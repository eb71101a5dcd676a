import {
  anyOperation,
  catalogue,
  departmentStream,
  departmentSubject,
  eventStream,
  eventSubject,
  reactionFilter,
  roles,
  services,
  type EventType,
  type Operation,
  type ProblemType,
  type ReactionType,
  type ServiceName,
} from '@bumen/contracts';
import { departments } from '@bumen/infra/stack';
import { fenced, label, node } from './mermaid.ts';

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (text: string) => `\`${text}\``;
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '—';
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
}

/** Whichever is shorter to read: who may, or who may not. */
function named(some: readonly string[]): string {
  const missing = roles.filter((role) => !some.includes(role));
  if (missing.length === 0) return 'everyone signed in';
  return missing.length < roles.length / 2
    ? `everyone but ${missing.join(', ')}`
    : [...new Set(some)].join(', ') || '—';
}
const who = (operation: Operation) => (operation.roles === 'anyone' ? 'anyone' : named(operation.roles));

const listenersOf = (event: EventType) =>
  catalogue.reactions.filter((reaction) => reaction.on.some((one) => one.name === event.name));

function operationRows(service: ServiceName): string[][] {
  return catalogue
    .operationsOf(service)
    .map((operation) => [
      `${code(operation.name)}<br>${operation.summary.zh} · ${operation.summary.en}`,
      operation.http ? code(operation.http.replace(' /', ' /api/')) : 'between services only',
      who(operation),
      operation.problems.map((problem) => code(problem.code)).join(' ') || '—',
      [
        operation.handledBy === 'gateway' ? 'answered by the gateway' : '',
        operation.matches ? 'tells who has a confidential value, audited and counted' : '',
        operation.reveals ? 'reveals personal data, audited' : '',
        operation.secretAnswer ? 'answers with secrets' : '',
        (operation.rules ?? []).join(', '),
      ]
        .filter(Boolean)
        .join('; '),
    ]);
}

function eventRows(service: ServiceName): string[][] {
  return catalogue.eventsOf(service).map((event) => [
    `${code(event.name)} v${event.version}<br>${event.summary.zh} · ${event.summary.en}`,
    [eventSubject(event), ...(event.audience === 'departments' ? [departmentSubject(event)] : [])]
      .map(code)
      .join('<br>'),
    listenersOf(event)
      .map((reaction) => `${reaction.service}: ${reaction.name}`)
      .join('<br>') || '—',
    named(event.visibleTo),
    [event.carriesState ? 'carries state' : '', (event.rules ?? []).join(', ')].filter(Boolean).join('; '),
  ]);
}

function reactionRows(reactions: readonly ReactionType[]): string[][] {
  return reactions.map((reaction) => [
    `${code(reaction.name)}<br>${reaction.summary.zh} · ${reaction.summary.en}`,
    reaction.on.map((event) => code((event as EventType).name)).join('<br>'),
    code(reactionFilter(reaction)),
    reaction.keepsNewest ? 'the newest state' : 'one by one, without gap',
  ]);
}

/** One service in the middle: what it is asked, whose events it hears, who hears its own. */
function picture(service: ServiceName): string {
  const operations = catalogue.operationsOf(service).filter((operation) => operation.handledBy !== 'gateway');
  const asked = Map.groupBy(operations, (operation) => operation.name.split('.')[1]!);
  const heard = catalogue.reactions.filter((reaction) => reaction.service === service || reaction.source === service);
  const others = services.filter(
    (one) => one !== service && heard.some((reaction) => reaction.service === one || reaction.source === one),
  );
  const forDepartments = catalogue.eventsOf(service).filter((event) => event.audience === 'departments');
  return fenced([
    'flowchart LR',
    ...['gateway', service, ...others].map((one) => `  ${node(one)}[${label(one)}]`),
    ...[...asked].map(
      ([noun, about]) =>
        `  ${node('gateway')} -- ${label(`${noun}: ${about.map((one) => one.name.split('.')[2]).join(', ')}`)} --> ${node(service)}`,
    ),
    ...heard.map((reaction) => `  ${node(reaction.source)} -. ${label(reaction.name)} .-> ${node(reaction.service)}`),
    ...(forDepartments.length > 0
      ? [
          `  ${node(service)} -. ${label(`${forDepartments.length} kinds of event`)} .-> ${node('departments')}([${label('other departments')}])`,
        ]
      : []),
  ]);
}

function overview(): string {
  const lines = [
    'flowchart LR',
    `  ${node('people')}([${label('people: console, scripts')}]) -- HTTP --> ${node('gateway')}[${label('gateway')}]`,
  ];
  for (const service of services)
    lines.push(
      `  ${node('gateway')} -- ${label(`${catalogue.operationsOf(service).filter((one) => one.handledBy !== 'gateway').length} operations`)} --> ${node(service)}[${label(service)}]`,
    );
  for (const source of services)
    for (const target of services) {
      const count = catalogue.reactions.filter(
        (reaction) => reaction.source === source && reaction.service === target,
      ).length;
      if (count > 0)
        lines.push(
          `  ${node(source)} -. ${label(`${count} ${count === 1 ? 'reaction' : 'reactions'}`)} .-> ${node(target)}`,
        );
    }
  for (const service of services)
    lines.push(
      `  ${node(service)} -. ${label(departmentStream(service))} .-> ${node('departments')}([${label(`departments: ${departments.join(', ')}`)}])`,
    );
  return fenced(lines);
}

function problemRows(): string[][] {
  const common = new Set<string>(anyOperation.map((problem) => problem.code));
  const answeredBy = (problem: ProblemType) =>
    catalogue.operations.filter((operation) => operation.problems.some((one) => one.code === problem.code));
  return catalogue.problems
    .map((problem): [ProblemType, string] => [
      problem,
      common.has(problem.code)
        ? 'any operation'
        : answeredBy(problem)
            .map((operation) => code(operation.name))
            .join(' ') || '—',
    ])
    .toSorted(([one], [other]) => one.status - other.status || one.code.localeCompare(other.code))
    .map(([problem, by]) => [
      code(problem.code),
      String(problem.status),
      `${problem.title.zh} · ${problem.title.en}`,
      by,
    ]);
}

function policyRows(service: ServiceName): string[][] {
  return catalogue.policies
    .filter((policy) => policy.service === service)
    .map((policy) => [
      `${code(policy.name)}<br>${policy.summary.zh} · ${policy.summary.en}`,
      policy.rules.join(', '),
      policy.sharedWith.join(', ') || '—',
    ]);
}

/** Who calls, who listens: everything that travels between the parts, from the contracts. */
export function trafficDocument(): string {
  const sections = services.map((service) =>
    [
      `## ${service}`,
      picture(service),
      `### Operations of ${service}\n\n${table(['operation', 'over HTTP', 'who may', 'problems of its own', 'remarks, rules'], operationRows(service))}`,
      `### Events of ${service}\n\nStreams ${code(eventStream(service))} and ${code(departmentStream(service))}.\n\n${table(['event', 'subject', 'reactions', 'told live to', 'remarks, rules'], eventRows(service))}`,
      `### What ${service} does because of others\n\n${table(['reaction', 'on', 'reads', 'keeps'], reactionRows(catalogue.reactionsOf(service)))}`,
      `### Policies of ${service}\n\n${table(['policy', 'rules', 'copies in'], policyRows(service))}`,
    ].join('\n\n'),
  );
  return `${[
    '# Who calls, who listens',
    'Generated from `packages/contracts` by `pnpm documents`; do not edit. Full arrows are requests, dotted ones events.',
    overview(),
    ...sections,
    '## Problems',
    table(['code', 'status', 'title', 'answered by'], problemRows()),
  ].join('\n\n')}\n`;
}
