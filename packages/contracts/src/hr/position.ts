import { z } from 'zod';
import { event, id, leaders, problem, roles, version } from '../define/index.ts';

export const tier = z.enum(['director', 'manager', 'supervisor', 'agent']);
export const role = z.enum(roles);
export const positionView = z.object({ id, version, name: z.string(), tier, roles: z.array(role) });

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
  data: z.object({ positionId: id, name: z.string(), tier, roles: z.array(role) }),
  summary: { zh: '岗位变动', en: 'A position changed' },
  rules: ['P-01'],
});
