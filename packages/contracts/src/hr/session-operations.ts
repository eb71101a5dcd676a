import { z } from 'zod';
import { command, everyRole, id, query, noun } from '../define/index.ts';
import { accountBarred, accountLocked } from './account.ts';
import { roleList } from './position.ts';
import { identity, sessionOver, signInRefused, signedIn } from './session.ts';

export const sessionNoun = noun('hr.session', {
  zh: '登录:登录、续期与退出',
  en: 'Sessions: signing in, staying signed in and signing out',
});

/** Where somebody signs in from. */
const from = {
  address: z.string().max(100),
  /** Made up by the gateway, and carried by the device from its first sign-in on. */
  device: id,
  /** Somebody has signed in on it before, if not the same person. */
  deviceKnown: z.boolean(),
};

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
    roles: roleList,
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
  request: z.object({ username: z.string().min(1).max(60), password: z.string().min(1).max(200), ...from }),
  response: identity,
  problems: [signInRefused, accountLocked, accountBarred],
  summary: { zh: '核对用户名和密码', en: 'Check username and password' },
});
export const authenticateFederated = command({
  name: 'hr.session.authenticate_federated',
  roles: 'anyone',
  secretAnswer: true,
  request: z.object({ issuer: z.string().max(300), subject: z.string().max(300), ...from }),
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
