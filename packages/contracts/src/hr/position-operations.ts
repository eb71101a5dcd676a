import { z } from 'zod';
import {
  command,
  dutiesNotSegregated,
  everyRole,
  id,
  invalidCursor,
  line,
  noun,
  page,
  pageRequest,
  query,
  reason,
  secondPersonNeeded,
} from '../define/index.ts';
import { positionNotFound, positionView, roleList, tier } from './position.ts';
import { lastHolder, nameTaken, notYourOwn } from './problems.ts';

export const positionNoun = noun('hr.position', {
  zh: '岗位:层级与职责',
  en: 'Positions: their tier and the roles they give',
});

export const createPosition = command({
  name: 'hr.position.create',
  http: 'POST /hr/positions',
  roles: ['hr_officer', 'general_manager'],
  status: 201,
  request: z.object({ name: line(60), tier, roles: roleList.min(1) }),
  response: positionView,
  problems: [nameTaken, dutiesNotSegregated],
  summary: { zh: '新建岗位', en: 'Create a position' },
  rules: ['P-01', 'P-02', 'P-04'],
});
export const changePosition = command({
  name: 'hr.position.change',
  http: 'PATCH /hr/positions/:positionId',
  roles: ['general_manager'],
  request: z.object({ positionId: id, name: line(60).optional(), roles: roleList.min(1).optional(), reason }),
  response: positionView,
  problems: [positionNotFound, nameTaken, dutiesNotSegregated, notYourOwn, secondPersonNeeded, lastHolder],
  summary: { zh: '修改岗位', en: 'Change a position' },
  rules: ['P-02', 'P-04'],
});
export const listPositions = query({
  name: 'hr.position.list',
  http: 'GET /hr/positions',
  roles: everyRole,
  request: pageRequest,
  response: page(positionView),
  problems: [invalidCursor],
  summary: { zh: '岗位列表', en: 'List positions' },
  rules: ['P-01'],
});
