import { join } from 'node:path';
import { projectRoot } from './sources.ts';
import { deadCode, lint } from './tools.ts';

// The project itself is gone over by steps of `npm test`; here both tools show that they see.
const fixture = (name: string) => join(projectRoot, 'infra/checks/fixtures', name);

test('the linter finds what is planted, also what only types tell', () => {
  const codes = lint(fixture('lint')).map((one) => /(\S+\(.+?\)):/.exec(one)?.[1]);
  expect(codes).toEqual(
    expect.arrayContaining([
      'eslint(eqeqeq)',
      'eslint(no-unused-vars)',
      'typescript(no-explicit-any)',
      'typescript(no-floating-promises)',
      'typescript(no-misused-promises)',
      'typescript(only-throw-error)',
      'typescript(switch-exhaustiveness-check)',
    ]),
  );
}, 60_000);

test('dead code that is planted is found', () => {
  expect(deadCode(fixture('dead-code'))).toEqual([
    'dependencies: zod in package.json',
    'exports: offeredToNobody in src/index.ts',
    'exports: unusedExport in src/used.ts',
    'files: src/forgotten.ts',
  ]);
}, 60_000);
