import { z } from 'zod';
import {
  command,
  everyRole,
  id,
  invalidCursor,
  line,
  noun,
  page,
  pageRequest,
  query,
  reason,
} from '../define/index.ts';
import { departmentNotFound, departmentView } from './department.ts';
import { nameTaken } from './problems.ts';

export const departmentNoun = noun('hr.department', {
  zh: '部门:工单可以申报到的其他部门',
  en: 'Departments: the others to which tickets are given',
});

export const createDepartment = command({
  name: 'hr.department.create',
  http: 'POST /hr/departments',
  roles: ['hr_officer', 'department_manager', 'general_manager'],
  status: 201,
  request: z.object({ name: line(60) }),
  response: departmentView,
  problems: [nameTaken],
  summary: { zh: '新建部门', en: 'Create a department' },
  rules: ['E-01'],
});
/** Closed, it is given nothing new; its liaisons answer what it has. */
export const changeDepartment = command({
  name: 'hr.department.change',
  http: 'PATCH /hr/departments/:departmentId',
  roles: ['hr_officer', 'department_manager', 'general_manager'],
  request: z.object({ departmentId: id, name: line(60).optional(), active: z.boolean().optional(), reason }),
  response: departmentView,
  problems: [departmentNotFound, nameTaken],
  summary: { zh: '修改部门', en: 'Change a department' },
  rules: ['E-01'],
});
export const listDepartments = query({
  name: 'hr.department.list',
  http: 'GET /hr/departments',
  roles: everyRole,
  request: pageRequest,
  response: page(departmentView),
  problems: [invalidCursor],
  summary: { zh: '部门列表', en: 'List departments' },
  rules: ['E-01'],
});
