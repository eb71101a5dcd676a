import { z } from 'zod';
import { event, everyRole, id, problem, teamKind, version } from '../define/index.ts';

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

export const teamNotFound = problem({
  code: 'hr.team.not_found',
  status: 404,
  title: { zh: '没有这个团队', en: 'No such team' },
  detail: { zh: '找不到团队 {id}', en: 'There is no team {id}' },
  details: z.object({ id: z.string() }),
});
export const teamFull = problem({
  code: 'hr.team.full',
  status: 409,
  title: { zh: '团队已满编', en: 'The team is full' },
  detail: {
    zh: '团队“{team}”编制 {headcount} 人,已满;请先调整编制',
    en: 'Team {team} already has its approved {headcount} people; raise the headcount first',
  },
  details: z.object({ team: z.string(), headcount: z.int() }),
});
export const headcountTooLow = problem({
  code: 'hr.team.headcount_too_low',
  status: 409,
  title: { zh: '编制低于现有人数', en: 'The headcount is lower than the number of people' },
  detail: {
    zh: '团队“{team}”现有 {memberCount} 人,编制不能更少;请先调出人员',
    en: 'Team {team} has {memberCount} people; move some out first',
  },
  details: z.object({ team: z.string(), memberCount: z.int() }),
});

export const teamChanged = event({
  name: 'hr.team.changed',
  version: 1,
  audience: 'departments',
  carriesState: true,
  visibleTo: everyRole,
  about: { team: ['teamId'], staff: ['leadStaffId'] },
  data: z.object({ teamId: id, name: z.string(), kind: teamKind, leadStaffId: id.nullable(), headcount: z.int() }),
  withheldFromDepartments: ['name'],
  summary: { zh: '团队变动', en: 'A team changed' },
  rules: ['P-01', 'H-01'],
});
