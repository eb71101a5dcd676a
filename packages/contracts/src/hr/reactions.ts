import { reaction } from '../define/index.ts';
import { staffChanged } from './staff.ts';

export const relieveLeadWhoLeft = reaction({
  service: 'hr',
  name: 'relieve-lead-who-left',
  on: [staffChanged],
  summary: { zh: '员工离职后不再是团队负责人', en: 'Who left leads no team any more' },
});
export const cancelShiftsOfWhoLeft = reaction({
  service: 'hr',
  name: 'cancel-shifts-of-who-left',
  on: [staffChanged],
  summary: { zh: '取消离职员工以后的班次', en: 'The coming shifts of who left are cancelled' },
});
