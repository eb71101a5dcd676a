import { z } from 'zod';
import { command, problem, type Operation, type ProblemType } from '@bumen/contracts';
import { sources } from './sources.ts';
import { thrownProblemComplaints } from './thrown-problems.ts';

test('each problem that a service answers is declared by an operation that leads there', () => {
  expect(thrownProblemComplaints(sources())).toEqual([]);
});

const words = { zh: '墙', en: 'wall' };
const problemCalled = (code: string) =>
  problem({ code, status: 409, title: words, detail: words }) as unknown as ProblemType;
const [wallNotFound, wallWet, wallGone] = ['not_found', 'wet', 'gone'].map((what) => problemCalled(`hr.wall.${what}`));
const operationCalled = (name: `hr.wall.${string}`, problems: readonly ProblemType[]) =>
  command({
    ...{ name, roles: ['supervisor'], request: z.object({}), response: z.null(), problems, summary: words },
  } as never) as unknown as Operation;
const paintWall = operationCalled('hr.wall.paint', [wallNotFound!, wallWet!]);
const dryWall = operationCalled('hr.wall.dry', [wallNotFound!]);
const names = {
  wallNotFound,
  wallWet,
  wallGone,
  paintWall,
  walls: { dryWall },
  writeConflict: problemCalled('write_conflict'),
};

const folder = 'apps/hr/src/wall';
const files = {
  controller: `
    import { paintWall, walls, wallGone } from '@bumen/contracts';
    import { Acts } from '../acts.ts';
    import { WallRepository as Walls } from './wall.repository.ts';
    import { drying } from './drying.ts';
    export class WallController {
      constructor(private readonly walls: Walls, private readonly acts: Acts) {}
      @Handles(paintWall)
      async paint({ wallId }: RequestOf<typeof paintWall>) { const wall = await this.walls.lock(wallId); wall.paint(); }
      @Handles(walls.dryWall)
      async dry({ wallId }: Asked) { drying(await this.walls.lock(wallId)); }
    }`,
  repository: `
    import { wallNotFound } from '@bumen/contracts';
    import { Wall } from './wall.entity.ts';
    export class WallRepository extends AggregateRepository<Wall> {
      constructor() { super(Wall, { notFound: () => wallNotFound() }); }
    }`,
  entity: `
    import { wallWet as wet } from '@bumen/contracts';
    export class Wall { #wet = false; paint() { this.#refuseWet(); } #refuseWet() { if (this.#wet) throw wet(); } }`,
  drying: 'export const drying = (wall: Wall) => wall.dry();',
};
const complaintsAbout = (changed: Partial<typeof files> = {}) => {
  const { controller, repository, entity, drying } = { ...files, ...changed };
  return thrownProblemComplaints(
    [
      { path: `${folder}/wall.controller.ts`, text: controller },
      { path: `${folder}/wall.repository.ts`, text: repository },
      { path: `${folder}/wall.entity.ts`, text: entity },
      { path: `${folder}/drying.ts`, text: drying },
    ],
    { names, operations: [paintWall, dryWall] },
  );
};
const planted = (file: keyof typeof files, before: string, after: string) => {
  expect(files[file]).toContain(before);
  return complaintsAbout({ [file]: files[file].replace(before, after) });
};

test('what is declared by one that leads there is let be', () => {
  expect(complaintsAbout()).toEqual([]);
});

test('a problem planted in a handler is found', () => {
  expect(planted('controller', 'wall.paint();', 'if (wall.isGone) throw wallGone();')).toEqual([
    `${folder}/wall.controller.ts:8: WallController.paint answers hr.wall.gone, which none of hr.wall.paint declares; ` +
      'add it to the problems of whichever meets it',
  ]);
});

test('a problem is found where another operation declares it, and only that one does not lead there', () => {
  const drying = `import { wallWet } from '@bumen/contracts'; export const drying = () => { throw wallWet(); };`;
  expect(complaintsAbout({ drying })).toEqual([
    `${folder}/drying.ts:1: drying answers hr.wall.wet, which none of hr.wall.dry declares; ` +
      'add it to the problems of whichever meets it',
  ]);
});

test.each([
  ['in a verb', 'paint() {', 'paint() { if (this.gone) throw gone();'],
  ['in a private method', '#refuseWet() {', '#refuseWet() { return gone();'],
  ['as one of two', 'throw wet()', 'throw (this.gone ? gone : wet)()'],
  ['where nobody leads', 'paint() {', 'forget() { throw gone(); } paint() {'],
  ['in a field', '#wet = false;', '#wet = false; refusal = gone;'],
])('a problem planted %s is found', (_where, before, after) => {
  const entity = `import { wallGone as gone } from '@bumen/contracts';${files.entity.replace(before, after)}`;
  expect(complaintsAbout({ entity })).toEqual([
    expect.stringMatching(`^${folder}/wall.entity.ts:\\d+: Wall(\\.\\w+)? answers hr.wall.gone, which no`),
  ]);
});

test('what keeps somebody from a step is shown where it is offered, too, and declared by whatever it is refused by', () => {
  const drying = 'export const drying = (wall: Wall) => wall.keepsFromPainting();';
  const offering = (problem: string) =>
    complaintsAbout({
      drying,
      entity: `import { ${problem} } from '@bumen/contracts';
        export class Wall { keepsFromPainting() { return ${problem}(); } }`,
    });
  expect(offering('wallWet')).toEqual([]);
  expect(offering('wallGone')).toEqual([
    expect.stringContaining('Wall.keepsFromPainting answers hr.wall.gone, which no operation of hr declares'),
  ]);
});

test('what a repository refuses by is found, and what only compares a code or any operation may answer is not', () => {
  const text = files.repository.replace('import {', 'import { wallGone, writeConflict, ');
  expect(complaintsAbout({ repository: text.replace('wallNotFound() }', 'wallNotFound(), is: wallGone }') })).toEqual([
    expect.stringContaining('wall.repository.ts:4: WallRepository answers hr.wall.gone'),
  ]);
  const compared = text.replace('constructor() {', 'constructor() { writeConflict(); if (x === wallGone.code) return;');
  expect(complaintsAbout({ repository: compared })).toEqual([]);
});
