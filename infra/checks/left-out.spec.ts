import { z } from 'zod';
import { anyOperation, problem, query, type Operation } from '@bumen/contracts';
import { leftOutComplaints, unexercised, unprovoked } from './left-out.ts';

const noSuchDoor = problem({
  code: 'hr.door.not_found',
  status: 404,
  title: { zh: '没有这扇门', en: 'No such door' },
  detail: { zh: '没有', en: 'There is none' },
});
const doorLocked = problem({ ...noSuchDoor, code: 'hr.door.locked', status: 409 });
const operationCalled = (name: 'hr.door.open' | 'hr.door.paint') =>
  query({
    name,
    roles: 'anyone',
    request: z.object({}),
    response: z.null(),
    problems: [noSuchDoor, doorLocked],
    summary: { zh: '门', en: 'A door' },
  }) as unknown as Operation;
const planted = [operationCalled('hr.door.open'), operationCalled('hr.door.paint')];
const ofEvery = { gateway: anyOperation.map((one) => one.code as string) };
const none = { operations: [], problems: [] };

test('an operation that no spec exercises is found, also where it was only refused', () => {
  const answers = { ...ofEvery, 'hr.door.open': ['hr.door.locked', 'ok'], 'hr.door.paint': ['hr.door.locked'] };
  expect(leftOutComplaints(unexercised(answers, planted), [], none, none)).toEqual([
    'no spec exercises hr.door.paint: call it at a desk so that it is done',
  ]);
});

test('a problem that no spec provokes is found, for each operation that declares it', () => {
  const answers = {
    gateway: ofEvery.gateway.filter((code) => code !== 'write_conflict'),
    'hr.door.open': ['hr.door.locked', 'hr.door.not_found'],
    'hr.door.paint': ['hr.door.not_found', 'ok'],
  };
  expect(leftOutComplaints([], unprovoked(answers, planted), none, none)).toEqual([
    'no spec is answered write_conflict: provoke it at a desk',
    'no spec is answered hr.door.locked by hr.door.paint: provoke it at a desk, or take it off its problems',
  ]);
});

test('what stands in a list is let pass until it is provoked, and nothing is added to a list', () => {
  const lists = {
    operations: ['hr.door.open'],
    problems: ['hr.door.open hr.door.locked', 'hr.door.paint hr.door.locked'],
  };
  const found = ['hr.door.open hr.door.locked'];
  const before = { operations: [['hr.door.open']], problems: [['hr.door.paint hr.door.locked']] };
  expect(leftOutComplaints(['hr.door.open'], found, lists, before)).toEqual([
    'hr.door.paint hr.door.locked is provoked or gone: take it off infra/checks/unprovoked-problems.json',
    'hr.door.open hr.door.locked was added to infra/checks/unprovoked-problems.json, which may only shrink',
  ]);
});
