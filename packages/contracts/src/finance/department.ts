import { z } from 'zod';
import { problem } from '../define/index.ts';

/** As the books know the departments of hr. */
export const payingDepartmentUnknown = problem({
  code: 'finance.department.not_found',
  status: 404,
  title: { zh: '没有这个部门', en: 'No such department' },
  detail: { zh: '找不到部门 {id};请从部门列表中选择', en: 'There is no department {id}; choose one of the list' },
  details: z.object({ id: z.string() }),
});
export const payingDepartmentClosed = problem({
  code: 'finance.department.closed',
  status: 409,
  title: { zh: '该部门已停用', en: 'The department is closed' },
  detail: {
    zh: '部门“{departmentName}”已停用;请选择其他部门,或先恢复启用',
    en: 'Department {departmentName} is closed; choose another, or have it opened again first',
  },
  details: z.object({ departmentName: z.string() }),
});
