import { z } from 'zod';
import { event, everyRole, id, problem, version } from '../define/index.ts';

/** Another department of the company, to which tickets are given; who speaks for it is a liaison of it (P-02). */
export const departmentView = z.object({
  id,
  version,
  name: z.string(),
  /** Nothing new is given to one that isn't, and nobody becomes its liaison. */
  active: z.boolean(),
});

export const departmentNotFound = problem({
  code: 'hr.department.not_found',
  status: 404,
  title: { zh: '没有这个部门', en: 'No such department' },
  detail: { zh: '找不到部门 {id}', en: 'There is no department {id}' },
  details: z.object({ id: z.string() }),
});
export const departmentClosed = problem({
  code: 'hr.department.closed',
  status: 409,
  title: { zh: '该部门已停用', en: 'The department is closed' },
  detail: { zh: '部门“{name}”已停用,请选择其他部门', en: 'Department {name} is closed; choose another' },
  details: z.object({ name: z.string() }),
});

export const departmentChanged = event({
  name: 'hr.department.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: everyRole,
  data: z.object({ departmentId: id, name: z.string(), active: z.boolean() }),
  summary: { zh: '部门变动', en: 'A department changed' },
  rules: ['E-01'],
});
