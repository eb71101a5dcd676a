import { join } from 'node:path';
import { dependencyFindings, ruleNames } from './dependency-rules.ts';
import { projectRoot, sources } from './sources.ts';

test('E-03 imports go only where they may', () => {
  const { violations, modules } = dependencyFindings(projectRoot, ['apps', 'packages', 'infra', 'examples']);
  const written = sources()
    .map(({ path }) => path)
    .filter((path) => /^(apps|packages|infra|examples)\/.*\.(ts|mts|mjs)$/.test(path));
  // The tool skips, without a word, files that it can't parse.
  expect(written.filter((path) => !modules.includes(path))).toEqual([]);
  expect(violations).toEqual([]);
});

test('finds every planted import', () => {
  const { violations } = dependencyFindings(join(projectRoot, 'infra/checks/fixtures/dependencies'), [
    'apps',
    'packages',
    'infra',
  ]);
  const planted: Record<string, readonly string[]> = {
    'services-know-each-other-by-contracts': [
      'apps/hr/src/staff/staff.controller.ts → apps/tickets/src/ticket/close-ticket.ts',
    ],
    'contracts-are-zod-and-nothing-else': ['packages/contracts/src/hr/staff.ts → crypto'],
    'contracts-of-services-meet-in-reactions': [
      'packages/contracts/src/hr/staff.ts → packages/contracts/src/tickets/ticket.ts',
      'packages/contracts/src/define/shapes.ts → packages/contracts/src/tickets/ticket.ts',
    ],
    'packages-do-not-know-apps': ['packages/service-kit/src/audit.ts → apps/tickets/src/ticket/close-ticket.ts'],
    'kit-does-not-know-its-tests-or-operations': ['packages/service-kit/src/audit.ts → infra/local/start.ts'],
    'infra-knows-contracts-only': ['infra/local/start.ts → apps/tickets/src/ticket/close-ticket.ts'],
    'nobody-imports-checks': ['infra/local/start.ts → infra/checks/steps.ts'],
    'entities-are-pure': [
      'apps/hr/src/staff/staff.entity.ts → @nestjs/common',
      'apps/hr/src/staff/staff.entity.ts → apps/hr/src/staff/staff.repository.ts',
    ],
    'only-repositories-query': ['apps/hr/src/staff/staff.controller.ts → typeorm'],
    'released-migrations-know-no-live-code': [
      'apps/hr/src/migrations/1772400000000-create-staff.ts → apps/hr/src/staff/staff.entity.ts',
    ],
    'repositories-keep-to-their-aggregate': ['apps/hr/src/staff/staff.repository.ts → apps/hr/src/team/team.entity.ts'],
    'services-reach-the-broker-through-the-kit': ['apps/hr/src/staff/staff.controller.ts → @nats-io/transport-node'],
    'product-does-not-import-tests': ['apps/hr/src/staff/staff.controller.ts → apps/hr/src/staff/staff.rig.ts'],
    'no-circle': ['apps/hr/src/team/lead.entity.ts → apps/hr/src/team/team.entity.ts'],
    'declared-dependencies-only': ['apps/hr/src/staff/staff.controller.ts → jest'],
    'product-does-not-need-dev-dependencies': ['apps/hr/src/staff/staff.controller.ts → @nats-io/transport-node'],
    'every-import-leads-somewhere': ['apps/hr/src/staff/staff.controller.ts → ./nothing.ts'],
  };
  expect(Object.keys(planted).toSorted()).toEqual(ruleNames().toSorted());
  expect(violations).toEqual(
    expect.arrayContaining(
      Object.entries(planted).flatMap(([rule, imports]) => imports.map((one) => `${rule}: ${one}`)),
    ),
  );
});
