import { z } from 'zod';
import { choice, event, id, leaders, problem, roleNames, version } from '../define/index.ts';

export const tier = choice({
  director: { zh: '总监', en: 'director' },
  manager: { zh: '经理', en: 'manager' },
  supervisor: { zh: '主管', en: 'supervisor' },
  agent: { zh: '专员', en: 'agent' },
});
export const role = choice(roleNames);
/** Each of them once at most. */
export const roleList = z.array(role).max(role.options.length);
export const positionView = z.object({ id, version, name: z.string(), tier, roles: roleList });

export const positionNotFound = problem({
  code: 'hr.position.not_found',
  status: 404,
  title: { zh: '没有这个岗位', en: 'No such position' },
  detail: { zh: '找不到岗位 {id}', en: 'There is no position {id}' },
  details: z.object({ id: z.string() }),
});

export const positionChanged = event({
  name: 'hr.position.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ['hr_officer', ...leaders],
  data: z.object({ positionId: id, name: z.string(), tier, roles: roleList }),
  summary: { zh: '岗位变动', en: 'A position changed' },
  rules: ['P-01'],
});
