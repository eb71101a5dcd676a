import { copy } from '../define/index.ts';
import { departmentChanged } from '../hr/department.ts';
import { staffChanged } from '../hr/staff.ts';

export const financeKeepsStaffCopy = copy({
  service: 'finance',
  of: staffChanged,
  keeps: ['name', 'active', 'roles'],
  summary: { zh: '保存员工副本', en: 'Keep a copy of the staff' },
});
export const financeKeepsDepartmentCopy = copy({
  service: 'finance',
  of: departmentChanged,
  keeps: ['name', 'active'],
  summary: { zh: '保存部门副本', en: 'Keep a copy of the departments' },
});
