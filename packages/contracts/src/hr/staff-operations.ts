import { z } from 'zod';
import {
  anyOf,
  command,
  day,
  dutiesNotSegregated,
  emailAddress,
  everyRole,
  id,
  invalidCursor,
  line,
  noun,
  page,
  pageRequest,
  phoneNumber,
  query,
  reason,
  secondPersonNeeded,
  stepOf,
  stepRefused,
  within,
} from '../define/index.ts';
import { departmentClosed, departmentNotFound } from './department.ts';
import { positionNotFound, role } from './position.ts';
import { lastHolder, nameTaken, notYourOwn } from './problems.ts';
import {
  leavesBeforeEntering,
  ownMentor,
  positionsMax,
  serviceProfile,
  staffNotFound,
  staffSkills,
  staffSteps,
  staffSummary,
  staffView,
} from './staff.ts';
import { teamFull, teamNotFound } from './team.ts';

export const staffNoun = noun('hr.staff', {
  zh: '员工:档案与在职情况',
  en: 'Staff: their files, and whether they work here',
});

/** Of a working life, and a year ahead. */
const employmentDay = within({ backDays: 70 * 366, aheadDays: 366 }, day);

const staffFields = {
  name: line(60),
  phone: phoneNumber.entered.nullable(),
  email: emailAddress.entered.nullable(),
  teamId: id.nullable(),
  /** None at first for somebody whose positions a second person decides. */
  positionIds: z.array(id).max(positionsMax),
  departmentId: id.nullable(),
  profile: serviceProfile.nullable(),
  skills: staffSkills,
  mentorId: id.nullable(),
};

export const registerStaff = command({
  name: 'hr.staff.register',
  http: 'POST /hr/staff',
  roles: ['hr_officer', 'department_manager', 'general_manager'],
  status: 201,
  request: z.object({
    number: z.string().regex(/^[A-Za-z0-9-]{1,20}$/),
    name: staffFields.name,
    phone: staffFields.phone.default(null),
    email: staffFields.email.default(null),
    teamId: staffFields.teamId.default(null),
    positionIds: staffFields.positionIds,
    profile: staffFields.profile.default(null),
    skills: staffFields.skills.default([]),
    mentorId: staffFields.mentorId.default(null),
    departmentId: staffFields.departmentId.default(null),
    enteredOn: employmentDay,
  }),
  response: staffView,
  problems: [
    nameTaken,
    teamNotFound,
    teamFull,
    positionNotFound,
    staffNotFound,
    stepRefused,
    dutiesNotSegregated,
    departmentNotFound,
    departmentClosed,
    secondPersonNeeded,
  ],
  summary: { zh: '登记员工', en: 'Register a staff member' },
  rules: ['H-01', 'P-01', 'P-03', 'P-04'],
});
export const changeStaff = command({
  name: 'hr.staff.change',
  http: 'PATCH /hr/staff/:staffId',
  roles: ['hr_officer', 'department_manager', 'general_manager'],
  takes: stepOf(staffSteps, 'change'),
  request: z.object({ staffId: id, ...z.object(staffFields).partial().shape, reason }),
  response: staffView,
  problems: [
    staffNotFound,
    teamNotFound,
    teamFull,
    positionNotFound,
    dutiesNotSegregated,
    notYourOwn,
    ownMentor,
    stepRefused,
    departmentNotFound,
    departmentClosed,
    secondPersonNeeded,
    lastHolder,
  ],
  summary: { zh: '修改员工资料', en: 'Change a staff member' },
  rules: ['H-01', 'P-01', 'P-03', 'P-04'],
});
/**
 * From the beginning of `leftOn` the person is gone: their account closes and their sessions end. A day until today is
 * at once.
 */
export const staffLeaves = command({
  name: 'hr.staff.leave',
  http: 'POST /hr/staff/:staffId/leave',
  roles: ['hr_officer', 'department_manager', 'general_manager'],
  takes: stepOf(staffSteps, 'leave'),
  request: z.object({ staffId: id, leftOn: employmentDay, reason }),
  response: staffView,
  problems: [staffNotFound, notYourOwn, stepRefused, leavesBeforeEntering, lastHolder],
  summary: { zh: '员工离职', en: 'A staff member leaves' },
  rules: ['H-01', 'P-04'],
});
export const getStaff = query({
  name: 'hr.staff.get',
  http: 'GET /hr/staff/:staffId',
  roles: everyRole,
  request: z.object({ staffId: id }),
  response: staffView,
  problems: [staffNotFound],
  summary: { zh: '查看员工', en: 'One staff member' },
  rules: ['H-01', 'P-05'],
});
export const listStaff = query({
  name: 'hr.staff.list',
  http: 'GET /hr/staff',
  roles: everyRole,
  request: pageRequest.extend({
    teamId: anyOf(id),
    role: anyOf(role),
    onShift: z.boolean().optional(),
    active: z.boolean().optional(),
  }),
  response: page(staffSummary),
  problems: [invalidCursor],
  summary: { zh: '员工列表', en: 'List staff' },
  rules: ['H-01', 'P-05'],
});
export const revealStaff = command({
  name: 'hr.staff.reveal',
  http: 'POST /hr/staff/:staffId/reveal',
  roles: ['hr_officer', 'supervisor', 'department_manager', 'general_manager'],
  reveals: true,
  request: z.object({ staffId: id, reason }),
  response: z.object({ phone: phoneNumber.shown.nullable(), email: emailAddress.shown.nullable() }),
  problems: [staffNotFound],
  summary: { zh: '查看联系方式', en: 'Reveal contact data' },
  rules: ['P-05'],
});
