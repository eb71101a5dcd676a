import { z } from 'zod';
import {
  command,
  everyRole,
  id,
  invalidCursor,
  line,
  page,
  pageRequest,
  query,
  stepRefused,
  teamKind,
  noun,
} from '../define/index.ts';
import { nameTaken } from './problems.ts';
import { staffNotFound } from './staff.ts';
import { headcountTooLow, teamNotFound, teamView } from './team.ts';

export const teamNoun = noun('hr.team', { zh: '团队:编制与负责人', en: 'Teams: their headcount and who leads them' });

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
