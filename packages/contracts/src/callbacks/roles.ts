import { type Role } from '../define/index.ts';

export const callbackWatchers = [
  'callback_specialist',
  'agent',
  'complaint_specialist',
  'order_specialist',
  'supervisor',
  'department_manager',
  'general_manager',
  'qa_reviewer',
  'auditor',
] as const satisfies readonly Role[];
