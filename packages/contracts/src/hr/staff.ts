import { z } from 'zod';
import {
  choice,
  day,
  emailAddress,
  event,
  everyRole,
  id,
  offersOf,
  personName,
  phoneNumber,
  problem,
  skill,
  transitions,
  version,
} from '../define/index.ts';
import { roleList } from './position.ts';

/** 技术倾向型, 理论倾向型, 全能型 (P-03). */
export const serviceProfile = choice({
  technical: { zh: '技术倾向型', en: 'technical' },
  theoretical: { zh: '理论倾向型', en: 'theoretical' },
  all_round: { zh: '全能型', en: 'all-round' },
});
export type ServiceProfile = z.output<typeof serviceProfile>;

export const staffSteps = transitions({
  name: 'hr.staff',
  states: { employed: { zh: '在职', en: 'employed' }, left: { zh: '离职', en: 'gone' } },
  steps: {
    change: { from: ['employed'], summary: { zh: '修改资料', en: 'change the file' } },
    /** A day that lies ahead is announced. */
    leave: { from: ['employed'], to: ['left', 'employed'], summary: { zh: '办理离职', en: 'leave' } },
    depart: {
      from: ['employed'],
      to: 'left',
      automatic: true,
      summary: { zh: '离职生效', en: 'be gone as announced' },
    },
    open_account: { from: ['employed'], summary: { zh: '开通账号', en: 'open an account' } },
    lead_team: { from: ['employed'], summary: { zh: '担任团队负责人', en: 'lead a team' } },
    mentor: { from: ['employed'], summary: { zh: '担任带教人', en: 'mentor somebody' } },
    plan_shift: { from: ['employed'], summary: { zh: '排班', en: 'be given a shift' } },
  },
});

/** Positions that one person may hold. */
export const positionsMax = 10;
export const staffSkills = z.array(skill).max(50);
export const staffView = z.object({
  id,
  version,
  /** Staff number, unique. */
  number: z.string(),
  name: z.string(),
  phone: phoneNumber.shown.nullable(),
  email: emailAddress.shown.nullable(),
  teamId: id.nullable(),
  /** The other department that they speak for, where they are its liaison. */
  departmentId: id.nullable(),
  positions: z.array(z.object({ id, name: z.string() })).max(positionsMax),
  /** What the positions give, without repetition. */
  roles: roleList,
  profile: serviceProfile.nullable(),
  skills: staffSkills,
  mentorId: id.nullable(),
  enteredOn: day,
  /** The first day on which the person is gone; may be announced ahead. */
  leftOn: day.nullable(),
  /** False from the beginning of `leftOn` on. */
  active: z.boolean(),
  offers: offersOf(staffSteps),
});
export const staffSummary = staffView.omit({ offers: true });

export const staffNotFound = problem({
  code: 'hr.staff.not_found',
  status: 404,
  title: { zh: '没有这个员工', en: 'No such staff member' },
  detail: { zh: '找不到员工 {id}', en: 'There is no staff member {id}' },
  details: z.object({ id: z.string() }),
});
export const leavesBeforeEntering = problem({
  code: 'hr.staff.leaves_before_entering',
  status: 422,
  title: { zh: '离职日期早于入职日期', en: 'The leaving date is before the entry date' },
  detail: {
    zh: '该员工 {enteredOn} 入职,离职日期 {leftOn} 不能更早',
    en: 'This person joined on {enteredOn}, after {leftOn}',
  },
  details: z.object({ enteredOn: day, leftOn: day }),
});
export const ownMentor = problem({
  code: 'hr.staff.own_mentor',
  status: 422,
  title: { zh: '不能做自己的带教人', en: 'Nobody can be their own mentor' },
  detail: { zh: '请选择另一位员工作为带教人', en: 'Choose another staff member as the mentor' },
});

export const staffChanged = event({
  name: 'hr.staff.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: everyRole,
  about: { staff: ['staffId'], team: ['teamId'] },
  data: z.object({
    staffId: id,
    number: z.string(),
    name: personName.shown,
    active: z.boolean(),
    teamId: id.nullable(),
    departmentId: id.nullable(),
    roles: roleList,
    profile: serviceProfile.nullable(),
    skills: staffSkills,
  }),
  summary: { zh: '员工变动', en: 'A staff member changed' },
  rules: ['H-01', 'P-03'],
});
