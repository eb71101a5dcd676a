import { deadContractExports } from './contract-exports.ts';
import { sources } from './sources.ts';

const all = sources();

/** Nothing, as the first test says; where it is something, only that test shall fail. */
const before = deadContractExports(all);

test('somebody reads whatever the contracts export', () => {
  expect(before).toEqual([]);
});

const home = 'packages/contracts/src/hr';
const inContracts = (text: string) => ({ path: `${home}/planted.ts`, text });
/** The file stands in the contracts as others do, so that its names are there to be imported. */
const given = { path: 'packages/contracts/src/hr/index.ts', text: "export * from './planted.ts';" };
const complaintsAbout = (text: string, ...readers: { path: string; text: string }[]) =>
  deadContractExports([
    ...all.filter(({ path }) => path !== given.path),
    inContracts(text),
    ...indexed,
    ...readers,
  ]).filter((complaint) => !before.includes(complaint));
const indexed = all
  .filter(({ path }) => path === given.path)
  .map(({ path, text }) => ({ path, text: `${text}\n${given.text}` }));
const dead = (...names: string[]) => names.map((name) => `${home}/planted.ts: nobody reads ${name}; delete it`);

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
  expect(complaintsAbout(text, reader)).toEqual(
    dead('limitOfNobody', 'ShapeOfNobody', 'NameOfNobody', 'stepOfNobody', 'hiddenOfNobody'),
  );
});

test.each([
  ['a function that calls itself', 'export function walk(): void { walk(); }', ['walk']],
  ['a shape of itself', 'export interface Tree { readonly inside: Tree[] }', ['Tree']],
  [
    'two that know only each other',
    'export const eggs = () => hens; export const hens = () => eggs;',
    ['eggs', 'hens'],
  ],
  ['a constant that holds its name', "export const neverRead = 'neverRead';", ['neverRead']],
  ['one taken apart', 'export const { one: neverRead, two = 2 } = { one: 1 };', ['neverRead', 'two']],
  ['one of a list', 'export const [neverRead, ...others] = [1];', ['neverRead', 'others']],
  ['one given on', "export { id as neverRead } from '../define/index.ts';", ['neverRead']],
  [
    'another name of what is read',
    'const one = 1; export const eggs = one; export { eggs as neverRead };',
    ['eggs', 'neverRead'],
  ],
  ['a class', 'export class NeverRead {}', ['NeverRead']],
  ['one read by what nobody reads', 'export const eggs = 1; export const hens = eggs;', ['eggs', 'hens']],
])('finds %s', (_what, text, names) => {
  expect(complaintsAbout(text)).toEqual(dead(...names));
});

test('another name of what somebody reads is dead, and so is a name that somebody reads elsewhere', () => {
  const reader = {
    path: 'apps/hr/src/x.ts',
    text: `import { eggs, fieldWords } from '@bumen/contracts'; eggs; fieldWords;`,
  };
  expect(complaintsAbout('export const eggs = 1; export { eggs as neverRead };', reader)).toEqual(dead('neverRead'));
  expect(
    deadContractExports([...all, { path: `${home}/aside.ts`, text: 'export const fieldWords = 1;' }, reader]),
  ).toEqual([`${home}/aside.ts: nobody reads fieldWords; delete it`]);
});

test('another contract, infra or somebody who takes all of them is a reader, a spec is not', () => {
  const complaintsWith = (path: string, text: string) => complaintsAbout('export const days = 12;', { path, text });
  const contract = `import { days } from './planted.ts'; export const planShift = days;`;
  expect(complaintsWith(`${home}/x.ts`, contract)).toEqual([]);
  expect(complaintsWith('infra/x.ts', `import * as all from '@bumen/contracts'; all.days;`)).toEqual([]);
  expect(complaintsWith('apps/hr/src/x.ts', `import { days as d } from '@bumen/contracts'; d;`)).toEqual([]);
  expect(complaintsWith(`${home}/x.spec.ts`, `import { days } from './planted.ts';`)).toEqual(dead('days'));
  expect(complaintsWith('apps/hr/src/x.spec.ts', `import { days } from '@bumen/contracts';`)).toEqual(dead('days'));
  expect(complaintsWith('apps/hr/src/x.ts', `import { days } from './days.ts';`)).toEqual(dead('days'));
});
