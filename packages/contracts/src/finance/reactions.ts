import { copy } from '../define/index.ts';
import { staffChanged } from '../hr/staff.ts';

export const financeKeepsStaffCopy = copy({
  service: 'finance',
  of: staffChanged,
  keeps: ['name', 'active', 'roles'],
  summary: { zh: '保存员工副本', en: 'Keep a copy of the staff' },
});
