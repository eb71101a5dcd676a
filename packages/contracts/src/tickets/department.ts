import { z } from 'zod';
import { problem } from '../define/index.ts';

/** As this service knows the departments from hr. */
export const departmentUnknown = problem({
  code: 'tickets.department.not_found',
  status: 404,
  title: { zh: '没有这个部门', en: 'No such department' },
  detail: { zh: '找不到部门 {id};请从部门列表中选择', en: 'There is no department {id}; choose one of the list' },
  details: z.object({ id: z.string() }),
});
export const departmentGone = problem({
  code: 'tickets.department.closed',
  status: 409,
  title: { zh: '该部门已停用', en: 'The department is closed' },
  detail: { zh: '部门“{name}”已停用,请选择其他部门', en: 'Department {name} is closed; choose another' },
  details: z.object({ name: z.string() }),
});
