import { z } from 'zod';
import { choice, event, id, problem } from '../define/index.ts';
import { roleList } from './position.ts';

/** Who signed in: what the gateway puts into its tokens. */
export const identity = z.object({
  sessionId: id,
  staffId: id,
  name: z.string(),
  roles: roleList,
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
  staff: z.object({ id, name: z.string(), roles: roleList, teamId: id.nullable() }),
});

export const signInRefused = problem({
  code: 'hr.session.refused',
  status: 401,
  title: { zh: '登录失败', en: 'Sign-in refused' },
  detail: { zh: '用户名或密码不正确', en: 'The username or password is wrong' },
});
export const sessionOver = problem({
  code: 'hr.session.over',
  status: 401,
  title: { zh: '登录已失效', en: 'The session has ended' },
  detail: { zh: '请重新登录', en: 'Please sign in again' },
});

/** Seconds in which a renewal of a session may be tried again under the token that it has used up. */
export const renewalGraceS = 20;

export const sessionStarted = event({
  name: 'hr.session.started',
  version: 1,
  audience: 'services',
  visibleTo: [],
  about: { staff: ['staffId'] },
  data: z.object({ sessionId: id, staffId: id }),
  summary: { zh: '已登录', en: 'Somebody signed in' },
});
export const sessionRenewed = event({
  name: 'hr.session.renewed',
  version: 1,
  audience: 'services',
  visibleTo: [],
  about: { staff: ['staffId'] },
  data: z.object({ sessionId: id, staffId: id }),
  summary: { zh: '登录已续期', en: 'A session was renewed' },
});
export const sessionEnded = event({
  name: 'hr.session.ended',
  version: 1,
  audience: 'services',
  visibleTo: [],
  about: { staff: ['staffId'] },
  data: z.object({
    sessionId: id,
    staffId: id,
    why: choice({
      signed_out: { zh: '退出登录', en: 'signed out' },
      token_reused: { zh: '登录凭证被重复使用', en: 'a used token came again' },
      account_locked: { zh: '账号被锁定', en: 'the account was locked' },
      left: { zh: '已离职', en: 'the person left' },
      password_changed: { zh: '密码已修改', en: 'the password was changed' },
      unlinked: { zh: '外部登录已解除', en: 'the link to a provider was ended' },
    }),
  }),
  summary: { zh: '登录已结束', en: 'A session ended' },
});
