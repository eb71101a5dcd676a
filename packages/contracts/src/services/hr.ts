import { z } from 'zod';
import {
  command,
  day,
  dutiesNotSegregated,
  event,
  everyRole,
  id,
  instant,
  invalidCursor,
  leaders,
  line,
  page,
  pageRequest,
  personal,
  policy,
  problem,
  query,
  reason,
  reaction,
  roles,
  standardOperations,
  stepRefused,
  timeOfDay,
  transitions,
  version,
  says,
} from '../define/index.ts';

export const hrStandard = standardOperations('hr');

// ── shapes ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** 技术倾向型, 理论倾向型, 全能型 (P-03). */
export const serviceProfile = z.enum(['technical', 'theoretical', 'all_round']);
export type ServiceProfile = z.output<typeof serviceProfile>;
/** 客服组, 投诉组, 订单组 and any others (P-01). */
export const teamKind = z.enum(['service', 'complaints', 'orders', 'callbacks', 'technical', 'finance', 'other']);
export type TeamKind = z.output<typeof teamKind>;
export const tier = z.enum(['director', 'manager', 'supervisor', 'agent']);
export const role = z.enum(roles);
export const skill = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
const username = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,59}$/);
const newPassword = z.string().min(10).max(200);

export const teamView = z.object({
  id,
  version,
  name: z.string(),
  kind: teamKind,
  leadStaffId: id.nullable(),
  /** Approved number of people (编制). */
  headcount: z.int(),
  memberCount: z.int(),
});
export const positionView = z.object({ id, version, name: z.string(), tier, roles: z.array(role) });
export const staffView = z.object({
  id,
  version,
  /** Staff number, unique. */
  number: z.string(),
  name: z.string(),
  phone: personal('phone', z.string()).nullable(),
  email: personal('email', z.string()).nullable(),
  teamId: id.nullable(),
  positions: z.array(z.object({ id, name: z.string() })),
  /** What the positions give, without repetition. */
  roles: z.array(role),
  profile: serviceProfile.nullable(),
  skills: z.array(skill),
  mentorId: id.nullable(),
  enteredOn: day,
  /** The first day on which the person is gone; may be announced ahead. */
  leftOn: day.nullable(),
  /** False from the beginning of `leftOn` on. */
  active: z.boolean(),
});
export const accountView = z.object({
  id,
  version,
  staffId: id,
  username: z.string(),
  state: z.enum(['active', 'locked', 'closed']),
  /** Until when sign-in is refused after too many failures; null where it isn't. */
  lockedUntil: z.iso.datetime().nullable(),
  mustChangePassword: z.boolean(),
  /** The account at an OpenID provider that signs in to this one; linking another replaces it. */
  federated: z.object({ issuer: z.string(), subject: z.string() }).nullable(),
});
export const shiftView = z.object({
  id,
  version,
  staffId: id,
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  cancelled: z.boolean(),
});

/** Who signed in: what the gateway puts into its tokens. */
export const identity = z.object({
  sessionId: id,
  staffId: id,
  name: z.string(),
  roles: z.array(role),
  teamId: id.nullable(),
  refreshToken: z.string(),
  refreshExpiresAt: z.iso.datetime(),
  mustChangePassword: z.boolean(),
});
export const signedIn = z.object({
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresInS: z.int(),
  refreshToken: z.string(),
  refreshExpiresAt: z.iso.datetime(),
  mustChangePassword: z.boolean(),
  staff: z.object({ id, name: z.string(), roles: z.array(role), teamId: id.nullable() }),
});

// ── problems ──────────────────────────────────────────────────────────────────────────────────────────────────────

const notFound = <Noun extends string>(noun: Noun, zh: string, en: string) =>
  problem({
    code: `hr.${noun}.not_found`,
    status: 404,
    title: { zh: `没有这个${zh}`, en: `No such ${en}` },
    detail: { zh: `找不到${zh} {id}`, en: `There is no ${en} {id}` },
    details: z.object({ id: z.string() }),
  });
export const teamNotFound = notFound('team', '团队', 'team');
export const positionNotFound = notFound('position', '岗位', 'position');
export const staffNotFound = notFound('staff', '员工', 'staff member');
export const accountNotFound = notFound('account', '账号', 'account');
export const shiftNotFound = notFound('shift', '班次', 'shift');
export const teamFull = problem({
  code: 'hr.team.full',
  status: 409,
  title: { zh: '团队已满编', en: 'The team is full' },
  detail: {
    zh: '团队“{team}”编制 {headcount} 人,已满;请先调整编制',
    en: 'Team {team} has its approved {headcount} people; raise the headcount first',
  },
  details: z.object({ team: z.string(), headcount: z.int() }),
});
export const headcountTooLow = problem({
  code: 'hr.team.headcount_too_low',
  status: 409,
  title: { zh: '编制低于现有人数', en: 'The headcount is below the number of people' },
  detail: {
    zh: '团队“{team}”现有 {memberCount} 人,编制不能更少;请先调出人员',
    en: 'Team {team} has {memberCount} people; move some out first',
  },
  details: z.object({ team: z.string(), memberCount: z.int() }),
});
export const nameTaken = problem({
  code: 'hr.name_taken',
  status: 409,
  title: { zh: '已被使用', en: 'Already taken' },
  detail: { zh: '“{value}”已被使用,请换一个', en: '{value} is already taken; choose another' },
  details: z.object({ value: z.string() }),
});
export const shiftsOverlap = problem({
  code: 'hr.shift.overlaps',
  status: 409,
  title: { zh: '班次重叠', en: 'The shift overlaps another' },
  detail: {
    zh: '该员工在 {startsAt} 至 {endsAt} 已有班次',
    en: 'This person already has a shift from {startsAt} to {endsAt}',
  },
  details: z.object({ startsAt: z.string(), endsAt: z.string() }),
});
export const shiftNotSensible = problem({
  code: 'hr.shift.not_sensible',
  status: 422,
  title: { zh: '班次时间有误', en: 'The shift is not sensible' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ why: z.object({ zh: z.string(), en: z.string() }) }),
});
export const signInRefused = problem({
  code: 'hr.session.refused',
  status: 401,
  title: { zh: '登录失败', en: 'Sign-in refused' },
  detail: { zh: '用户名或密码不正确', en: 'The username or the password is not right' },
});
export const accountLocked = problem({
  code: 'hr.account.locked',
  status: 423,
  title: { zh: '账号已锁定', en: 'The account is locked' },
  detail: { zh: '失败次数过多,请在 {until} 之后再试或联系人事', en: 'Too many failures; try after {until} or ask HR' },
  details: z.object({ until: z.iso.datetime() }),
});
export const accountExists = problem({
  code: 'hr.account.exists',
  status: 409,
  title: { zh: '该员工已有账号', en: 'There is an account already' },
  detail: {
    zh: '一名员工只有一个账号;忘记密码请重置',
    en: 'One person has one account; reset its password where it is forgotten',
  },
});
/** Told only to who knows the password, so that it doesn't give away which usernames exist. */
export const accountBarred = problem({
  code: 'hr.account.barred',
  status: 423,
  title: { zh: '账号已被停用', en: 'The account was locked by somebody' },
  detail: { zh: '账号已被人工锁定,请联系人事', en: 'Somebody locked this account; ask HR' },
});
export const sessionOver = problem({
  code: 'hr.session.over',
  status: 401,
  title: { zh: '登录已失效', en: 'The session is over' },
  detail: { zh: '请重新登录', en: 'Please sign in again' },
});
export const passwordUnfit = problem({
  code: 'hr.account.password_unfit',
  status: 422,
  title: { zh: '密码不合要求', en: 'The password is not fit' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({ why: z.object({ zh: z.string(), en: z.string() }) }),
});
export const leavesBeforeEntering = problem({
  code: 'hr.staff.leaves_before_entering',
  status: 422,
  title: { zh: '离职日期早于入职日期', en: 'Nobody leaves before they entered' },
  detail: {
    zh: '该员工 {enteredOn} 入职,离职日期 {leftOn} 不能更早',
    en: 'This person entered on {enteredOn}; {leftOn} is before that',
  },
  details: z.object({ enteredOn: day, leftOn: day }),
});
export const ownMentor = problem({
  code: 'hr.staff.own_mentor',
  status: 422,
  title: { zh: '不能做自己的带教人', en: 'Nobody mentors themselves' },
  detail: { zh: '请选择另一位员工作为带教人', en: 'Choose another staff member as the mentor' },
});
export const notYourOwn = problem({
  code: 'hr.not_your_own',
  status: 403,
  title: { zh: '不能对本人操作', en: 'Not for yourself' },
  detail: { zh: '请由其他有权限的人办理', en: 'Somebody else with the right has to do this' },
});

// ── state tables ──────────────────────────────────────────────────────────────────────────────────────────────────

export const accountSteps = transitions({
  name: 'hr.account',
  states: {
    active: { zh: '正常', en: 'active' },
    locked: { zh: '锁定', en: 'locked' },
    closed: { zh: '停用', en: 'closed' },
  },
  steps: {
    lock: { from: ['active'], to: 'locked', summary: { zh: '锁定', en: 'lock it' } },
    unlock: { from: ['locked', 'active'], to: 'active', summary: { zh: '解锁', en: 'unlock it' } },
    set_password: { from: ['active', 'locked'], summary: { zh: '设置密码', en: 'set its password' } },
    link: { from: ['active', 'locked'], summary: { zh: '关联外部登录', en: 'link a provider' } },
    close: { from: ['active', 'locked'], to: 'closed', summary: { zh: '停用', en: 'close it' } },
  },
});

// ── policies ──────────────────────────────────────────────────────────────────────────────────────────────────────

const dailyHours = z
  .array(z.object({ from: timeOfDay, until: timeOfDay }))
  .max(6)
  .refine(
    (hours) => hours.every(({ from, until }) => from < until),
    says({
      zh: '每个时段的结束时间必须晚于开始时间,且在同一天内',
      en: 'each interval ends after it begins, on the same day',
    }),
  )
  .refine(
    (hours) =>
      hours
        .toSorted((a, b) => (a.from < b.from ? -1 : 1))
        .every(({ from }, index, all) => index === 0 || all[index - 1]!.until <= from),
    says({ zh: '同一天的时段不能重叠', en: 'intervals of one day do not overlap' }),
  );
export const calendarPolicy = policy({
  name: 'hr.calendar',
  schema: z.object({
    zone: z
      .string()
      .max(60)
      .refine(
        isTimeZone,
        says({ zh: '必须是 IANA 时区,例如 Asia/Shanghai', en: 'must be an IANA time zone such as Asia/Shanghai' }),
      ),
    /** Open intervals of each weekday, Monday first; several a day leave room for the lunch break. */
    week: z
      .array(dailyHours)
      .length(7)
      .refine(
        (week) => week.some((hours) => hours.length > 0),
        says({ zh: '一周至少要有一天营业', en: 'some day of the week must be open' }),
      ),
    /** Chinese public holidays are closed and make-up workdays (调休) open with Monday's hours. */
    followsChineseHolidays: z.boolean(),
    /** Days that the company itself sets, stronger than the public calendar; an empty list closes the day. */
    days: z.record(day, dailyHours),
  }),
  default: {
    zone: 'Asia/Shanghai',
    week: [
      ...Array.from({ length: 5 }, () => [
        { from: '09:00', until: '12:00' },
        { from: '13:00', until: '18:00' },
      ]),
      [],
      [],
    ],
    followsChineseHolidays: true,
    days: {},
  },
  rules: ['T-04'],
  summary: { zh: '工作日历', en: 'Working calendar' },
  sharedWith: ['tickets', 'callbacks'],
});
export const signInPolicy = policy({
  name: 'hr.sign_in',
  schema: z.object({
    failuresAllowed: z.int().min(1).max(100),
    lockMinutes: z.int().min(1).max(10_080),
    sessionHours: z.int().min(1).max(720),
  }),
  default: { failuresAllowed: 5, lockMinutes: 15, sessionHours: 12 },
  rules: ['P-02'],
  summary: { zh: '登录规则', en: 'Sign-in rules' },
});
/** Roles that one person may not hold together (P-04). */
export const segregationPolicy = policy({
  name: 'hr.segregation',
  schema: z.object({ apart: z.array(z.tuple([role, role])) }),
  default: {
    apart: [
      ['cashier', 'accountant'],
      ['cashier', 'finance_manager'],
    ],
  },
  rules: ['P-04'],
  summary: { zh: '不相容岗位', en: 'Duties kept apart' },
});

/** Seconds in which a renewal of a session may be tried again under the token that it has used up. */
export const renewalGraceS = 20;
/** Hours that a shift may have at most; the rule book knows none longer than a day (H-02). */
export const shiftHoursMax = 24;

// ── operations ────────────────────────────────────────────────────────────────────────────────────────────────────

export const openSession = command({
  name: 'hr.session.open',
  http: 'POST /session',
  roles: 'anyone',
  handledBy: 'gateway',
  status: 201,
  secretAnswer: true,
  secretFields: ['password'],
  request: z.object({ username: z.string().min(1).max(60), password: z.string().min(1).max(200) }),
  response: signedIn,
  problems: [signInRefused, accountLocked, accountBarred],
  summary: { zh: '登录', en: 'Sign in' },
});
export const refreshSession = command({
  name: 'hr.session.refresh',
  http: 'POST /session/refresh',
  roles: 'anyone',
  handledBy: 'gateway',
  secretAnswer: true,
  secretFields: ['refreshToken'],
  request: z.object({ refreshToken: z.string().min(20).max(200) }),
  response: signedIn,
  problems: [sessionOver],
  summary: { zh: '续期', en: 'Refresh the sign-in' },
});
export const closeSession = command({
  name: 'hr.session.close',
  http: 'DELETE /session',
  roles: everyRole,
  handledBy: 'gateway',
  status: 204,
  request: z.object({}),
  response: z.null(),
  problems: [],
  summary: { zh: '退出登录', en: 'Sign out' },
});
export const showSession = query({
  name: 'hr.session.show',
  http: 'GET /session',
  roles: everyRole,
  handledBy: 'gateway',
  request: z.object({}),
  response: z.object({
    staffId: id,
    name: z.string(),
    roles: z.array(role),
    teamId: id.nullable(),
    expiresAt: z.iso.datetime(),
  }),
  problems: [],
  summary: { zh: '当前登录', en: 'Who is signed in' },
});
export const authenticate = command({
  name: 'hr.session.authenticate',
  roles: 'anyone',
  secretAnswer: true,
  secretFields: ['password'],
  request: z.object({
    username: z.string().min(1).max(60),
    password: z.string().min(1).max(200),
    address: z.string().max(100),
  }),
  response: identity,
  problems: [signInRefused, accountLocked, accountBarred],
  summary: { zh: '核对用户名和密码', en: 'Check username and password' },
});
export const authenticateFederated = command({
  name: 'hr.session.authenticate_federated',
  roles: 'anyone',
  secretAnswer: true,
  request: z.object({ issuer: z.string().max(300), subject: z.string().max(300), address: z.string().max(100) }),
  response: identity,
  problems: [signInRefused, accountBarred],
  summary: { zh: '核对外部登录', en: 'Check a sign-in of an OpenID provider' },
});
/**
 * The refresh token is used up and a new one given. A token used again later ends the session, since one of the two who
 * have it stole it; the same renewal tried again within `renewalGraceS`, because its answer was lost, gets the same new
 * token.
 */
export const renewSession = command({
  name: 'hr.session.renew',
  roles: 'anyone',
  secretAnswer: true,
  secretFields: ['refreshToken'],
  request: z.object({ refreshToken: z.string().min(20).max(200) }),
  response: identity,
  problems: [sessionOver],
  summary: { zh: '更新登录', en: 'Renew a session' },
});
export const endSession = command({
  name: 'hr.session.end',
  roles: everyRole,
  request: z.object({ sessionId: id }),
  response: z.object({ ended: z.boolean() }),
  problems: [],
  summary: { zh: '结束登录', en: 'End a session' },
});

export const createTeam = command({
  name: 'hr.team.create',
  http: 'POST /hr/teams',
  roles: ['hr_officer', 'department_manager', 'general_manager'],
  status: 201,
  request: z.object({
    name: line(60),
    kind: teamKind,
    headcount: z.int().min(1).max(10_000),
    leadStaffId: id.nullable().default(null),
  }),
  response: teamView,
  problems: [nameTaken, staffNotFound, stepRefused],
  summary: { zh: '新建团队', en: 'Create a team' },
  rules: ['P-01'],
});
export const changeTeam = command({
  name: 'hr.team.change',
  http: 'PATCH /hr/teams/:teamId',
  roles: ['hr_officer', 'department_manager', 'general_manager'],
  request: z.object({
    teamId: id,
    name: line(60).optional(),
    headcount: z.int().min(1).max(10_000).optional(),
    leadStaffId: id.nullable().optional(),
  }),
  response: teamView,
  problems: [teamNotFound, nameTaken, staffNotFound, stepRefused, headcountTooLow],
  summary: { zh: '修改团队', en: 'Change a team' },
  rules: ['P-01'],
});
export const listTeams = query({
  name: 'hr.team.list',
  http: 'GET /hr/teams',
  roles: everyRole,
  request: pageRequest,
  response: page(teamView),
  problems: [invalidCursor],
  summary: { zh: '团队列表', en: 'List teams' },
  rules: ['P-01'],
});
export const createPosition = command({
  name: 'hr.position.create',
  http: 'POST /hr/positions',
  roles: ['hr_officer', 'general_manager'],
  status: 201,
  request: z.object({ name: line(60), tier, roles: z.array(role).min(1).max(roles.length) }),
  response: positionView,
  problems: [nameTaken, dutiesNotSegregated],
  summary: { zh: '新建岗位', en: 'Create a position' },
  rules: ['P-01', 'P-02', 'P-04'],
});
export const changePosition = command({
  name: 'hr.position.change',
  http: 'PATCH /hr/positions/:positionId',
  roles: ['general_manager'],
  request: z.object({
    positionId: id,
    name: line(60).optional(),
    roles: z.array(role).min(1).max(roles.length).optional(),
    reason,
  }),
  response: positionView,
  problems: [positionNotFound, nameTaken, dutiesNotSegregated, notYourOwn],
  summary: { zh: '修改岗位', en: 'Change a position' },
  rules: ['P-02', 'P-04'],
});
export const listPositions = query({
  name: 'hr.position.list',
  http: 'GET /hr/positions',
  roles: everyRole,
  request: pageRequest,
  response: page(positionView),
  problems: [invalidCursor],
  summary: { zh: '岗位列表', en: 'List positions' },
  rules: ['P-01'],
});
const staffFields = {
  name: line(60),
  phone: personal('phone', z.string().regex(/^\+?[0-9 -]{5,20}$/)).nullable(),
  email: personal('email', z.email().max(200)).nullable(),
  teamId: id.nullable(),
  positionIds: z.array(id).min(1).max(10),
  profile: serviceProfile.nullable(),
  skills: z.array(skill).max(50),
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
    enteredOn: day,
  }),
  response: staffView,
  problems: [nameTaken, teamNotFound, teamFull, positionNotFound, staffNotFound, stepRefused, dutiesNotSegregated],
  summary: { zh: '登记员工', en: 'Register a staff member' },
  rules: ['H-01', 'P-01', 'P-03', 'P-04'],
});
export const changeStaff = command({
  name: 'hr.staff.change',
  http: 'PATCH /hr/staff/:staffId',
  roles: ['hr_officer', 'department_manager', 'general_manager'],
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
  request: z.object({ staffId: id, leftOn: day, reason }),
  response: staffView,
  problems: [staffNotFound, notYourOwn, stepRefused, leavesBeforeEntering],
  summary: { zh: '员工离职', en: 'A staff member leaves' },
  rules: ['H-01'],
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
    teamId: id.optional(),
    role: role.optional(),
    onShift: z.stringbool().optional(),
    active: z.stringbool().optional(),
  }),
  response: page(staffView),
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
  response: z.object({
    phone: personal('phone', z.string()).nullable(),
    email: personal('email', z.string()).nullable(),
  }),
  problems: [staffNotFound],
  summary: { zh: '查看联系方式', en: 'Reveal contact data' },
  rules: ['P-05'],
});
export const createAccount = command({
  name: 'hr.account.create',
  http: 'POST /hr/accounts',
  roles: ['hr_officer'],
  status: 201,
  secretFields: ['password'],
  request: z.object({ staffId: id, username, password: newPassword, mustChangePassword: z.boolean().default(true) }),
  response: accountView,
  problems: [staffNotFound, nameTaken, accountExists, passwordUnfit, notYourOwn, stepRefused],
  summary: { zh: '开通账号', en: 'Create an account' },
  rules: ['P-02'],
});
export const changeOwnPassword = command({
  name: 'hr.account.change_password',
  http: 'POST /hr/accounts/mine/password',
  roles: everyRole,
  secretFields: ['current', 'next'],
  request: z.object({ current: z.string().min(1).max(200), next: newPassword }),
  response: accountView,
  problems: [accountNotFound, signInRefused, accountLocked, passwordUnfit, stepRefused],
  summary: { zh: '修改本人密码', en: 'Change your password' },
});
export const resetPassword = command({
  name: 'hr.account.reset_password',
  http: 'POST /hr/accounts/:accountId/password',
  roles: ['hr_officer'],
  secretFields: ['password'],
  request: z.object({ accountId: id, password: newPassword, reason }),
  response: accountView,
  problems: [accountNotFound, passwordUnfit, stepRefused, notYourOwn],
  summary: { zh: '重置密码', en: 'Reset a password' },
});
export const lockAccount = command({
  name: 'hr.account.lock',
  http: 'POST /hr/accounts/:accountId/lock',
  roles: ['hr_officer', 'department_manager', 'general_manager'],
  request: z.object({ accountId: id, reason }),
  response: accountView,
  problems: [accountNotFound, stepRefused, notYourOwn],
  summary: { zh: '锁定账号', en: 'Lock an account' },
});
export const unlockAccount = command({
  name: 'hr.account.unlock',
  http: 'POST /hr/accounts/:accountId/unlock',
  roles: ['hr_officer', 'department_manager', 'general_manager'],
  request: z.object({ accountId: id, reason }),
  response: accountView,
  problems: [accountNotFound, stepRefused, notYourOwn],
  summary: { zh: '解锁账号', en: 'Unlock an account' },
});
export const linkAccount = command({
  name: 'hr.account.link',
  http: 'POST /hr/accounts/:accountId/link',
  roles: ['hr_officer'],
  request: z.object({ accountId: id, issuer: z.url().max(300), subject: line(300) }),
  response: accountView,
  problems: [accountNotFound, nameTaken, stepRefused],
  summary: { zh: '关联外部登录', en: 'Link an OpenID provider’s account' },
});
export const listAccounts = query({
  name: 'hr.account.list',
  http: 'GET /hr/accounts',
  roles: ['hr_officer', 'department_manager', 'general_manager', 'auditor'],
  request: pageRequest.extend({ staffId: id.optional() }),
  response: page(accountView),
  problems: [invalidCursor],
  summary: { zh: '账号列表', en: 'List accounts' },
});
export const planShift = command({
  name: 'hr.shift.plan',
  http: 'POST /hr/shifts',
  roles: ['supervisor', 'department_manager', 'hr_officer'],
  status: 201,
  request: z.object({ staffId: id, startsAt: instant, endsAt: instant }),
  response: shiftView,
  problems: [staffNotFound, stepRefused, shiftsOverlap, shiftNotSensible],
  summary: { zh: '排班', en: 'Plan a shift' },
  rules: ['H-02'],
});
export const cancelShift = command({
  name: 'hr.shift.cancel',
  http: 'POST /hr/shifts/:shiftId/cancel',
  roles: ['supervisor', 'department_manager', 'hr_officer'],
  request: z.object({ shiftId: id, reason }),
  response: shiftView,
  problems: [shiftNotFound, stepRefused],
  summary: { zh: '取消班次', en: 'Cancel a shift' },
  rules: ['H-02'],
});
export const listShifts = query({
  name: 'hr.shift.list',
  http: 'GET /hr/shifts',
  roles: everyRole,
  request: pageRequest.extend({ staffId: id.optional(), from: instant.optional(), until: instant.optional() }),
  response: page(shiftView),
  problems: [invalidCursor],
  summary: { zh: '排班表', en: 'List shifts' },
  rules: ['H-02'],
});

export const shiftSteps = transitions({
  name: 'hr.shift',
  states: { planned: { zh: '已排班', en: 'planned' }, cancelled: { zh: '已取消', en: 'cancelled' } },
  steps: { cancel: { from: ['planned'], to: 'cancelled', summary: { zh: '取消', en: 'cancel it' } } },
});
export const staffSteps = transitions({
  name: 'hr.staff',
  states: { employed: { zh: '在职', en: 'employed' }, left: { zh: '离职', en: 'gone' } },
  steps: {
    change: { from: ['employed'], summary: { zh: '修改资料', en: 'change the file' } },
    leave: { from: ['employed'], to: 'left', summary: { zh: '办理离职', en: 'leave' } },
    open_account: { from: ['employed'], summary: { zh: '开通账号', en: 'open an account' } },
    lead_team: { from: ['employed'], summary: { zh: '担任团队负责人', en: 'lead a team' } },
    mentor: { from: ['employed'], summary: { zh: '担任带教人', en: 'mentor somebody' } },
    plan_shift: { from: ['employed'], summary: { zh: '排班', en: 'be given a shift' } },
  },
});

// ── events ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const teamChanged = event({
  name: 'hr.team.changed',
  version: 1,
  audience: 'departments',
  carriesState: true,
  visibleTo: everyRole,
  data: z.object({ teamId: id, name: z.string(), kind: teamKind, leadStaffId: id.nullable(), headcount: z.int() }),
  summary: { zh: '团队变动', en: 'A team changed' },
  rules: ['P-01', 'H-01'],
});
export const positionChanged = event({
  name: 'hr.position.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ['hr_officer', ...leaders],
  data: z.object({ positionId: id, name: z.string(), tier, roles: z.array(role) }),
  summary: { zh: '岗位变动', en: 'A position changed' },
  rules: ['P-01'],
});
export const staffChanged = event({
  name: 'hr.staff.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: everyRole,
  data: z.object({
    staffId: id,
    number: z.string(),
    name: personal('name', z.string()),
    active: z.boolean(),
    teamId: id.nullable(),
    roles: z.array(role),
    profile: serviceProfile.nullable(),
    skills: z.array(skill),
  }),
  summary: { zh: '员工变动', en: 'A staff member changed' },
  rules: ['H-01', 'P-03'],
});
export const accountChanged = event({
  name: 'hr.account.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ['hr_officer'],
  data: z.object({ accountId: id, staffId: id, state: z.enum(['active', 'locked', 'closed']) }),
  summary: { zh: '账号变动', en: 'An account changed' },
});
export const shiftChanged = event({
  name: 'hr.shift.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: everyRole,
  data: z.object({
    shiftId: id,
    staffId: id,
    startsAt: z.iso.datetime(),
    endsAt: z.iso.datetime(),
    cancelled: z.boolean(),
  }),
  summary: { zh: '班次变动', en: 'A shift changed' },
  rules: ['H-02'],
});
export const sessionStarted = event({
  name: 'hr.session.started',
  version: 1,
  audience: 'services',
  visibleTo: [],
  data: z.object({ sessionId: id, staffId: id }),
  summary: { zh: '已登录', en: 'Somebody signed in' },
});
export const sessionRenewed = event({
  name: 'hr.session.renewed',
  version: 1,
  audience: 'services',
  visibleTo: [],
  data: z.object({ sessionId: id, staffId: id }),
  summary: { zh: '登录已续期', en: 'A session was renewed' },
});
export const sessionEnded = event({
  name: 'hr.session.ended',
  version: 1,
  audience: 'services',
  visibleTo: [],
  data: z.object({
    sessionId: id,
    staffId: id,
    why: z.enum(['signed_out', 'token_reused', 'account_locked', 'left', 'password_changed']),
  }),
  summary: { zh: '登录已结束', en: 'A session ended' },
});

// ── reactions ─────────────────────────────────────────────────────────────────────────────────────────────────────

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

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
