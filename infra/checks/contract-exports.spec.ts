import { deadContractExports } from './contract-exports.ts';
import { sources } from './sources.ts';

const all = sources();

test('somebody reads whatever the contracts export', () => {
  expect(deadContractExports(all)).toEqual([]);
});

const home = 'packages/contracts/src/hr';
test('a dead export in the contracts is found, whatever it is', () => {
  const text = `
    export const limitOfNobody = 12; // limitOfNobody
    export interface ShapeOfNobody { readonly id: string }
    export type NameOfNobody = string;
    export function stepOfNobody() {}
    const hidden = 1;
    export { hidden as hiddenOfNobody };
    export const limitOfItsOwn = 3;
    export const twice = limitOfItsOwn * 2;
    export const registerStaff = 'what the catalogue finds under this name';`;
  const reader = { path: 'apps/hr/src/staff/x.ts', text: `import { twice as two } from '@bumen/contracts';` };
  expect(deadContractExports([...all, { path: `${home}/planted.ts`, text }, reader])).toEqual(
    ['limitOfNobody', 'ShapeOfNobody', 'NameOfNobody', 'stepOfNobody', 'hiddenOfNobody'].map((name) =>
      expect.stringContaining(`${home}/planted.ts: nobody reads ${name}`),
    ),
  );
});

test('another contract, infra or somebody who takes all of them is a reader, a spec of the contracts is not', () => {
  const planted = { path: `${home}/planted.ts`, text: 'export const days = 12;' };
  const complaintsWith = (path: string, text: string) => deadContractExports([...all, planted, { path, text }]);
  expect(complaintsWith(`${home}/x.ts`, `import { days } from './planted.ts';`)).toEqual([]);
  expect(complaintsWith('infra/x.ts', `import * as all from '@bumen/contracts'; all.days;`)).toEqual([]);
  expect(complaintsWith(`${home}/x.spec.ts`, `import { days } from './planted.ts';`)).toHaveLength(1);
  expect(complaintsWith('apps/hr/src/x.ts', `import { days } from './days.ts';`)).toHaveLength(1);
});
