import { raisedBy } from '@bumen/service-kit';
import { by } from '../act.rig.ts';
import { fingerprint, newSecret, readToken, written, type RefreshToken } from './refresh-token.ts';
import { Session } from './session.entity.ts';

const id = '0198c000-0000-7000-8000-0000000000dd';
const of = { accountId: '0198c000-0000-7000-8000-0000000000cc', staffId: '0198c000-0000-7000-8000-000000000001' };
const at = (seconds: number) => new Date(Date.UTC(2026, 2, 2, 1) + seconds * 1000);
/** The act of the session's owner so many seconds later. */
const now = (seconds: number) => by(of.staffId, at(seconds));
const start = () => Session.start(id, of, now(0));
const told = (session: Session) => raisedBy(session).map(({ type }) => type.split('.')[2]);

describe('a session', () => {
  test('P-02 keeps of its token only fingerprints', () => {
    const { session, token } = start();
    const kept = JSON.stringify(session);
    expect(kept).not.toContain(token.session);
    expect(kept).not.toContain(token.key);
    expect(session).toMatchObject({ fingerprint: fingerprint(token.session), keyFingerprint: fingerprint(token.key) });
  });

  test('P-02 uses a token up and gives another of 256 bits', () => {
    const { session, token } = start();
    const next = session.renew(token, now(100))!;
    expect(next).not.toEqual(token);
    expect(readToken(written(next))).toEqual(next);
    expect(session.renew(next, now(200))).not.toEqual(next);
    expect(told(session)).toEqual(['started', 'renewed', 'renewed']);
  });

  test.each<{ again: number; answered: boolean }>([
    { again: 0, answered: true },
    { again: 20, answered: true },
    { again: 20.001, answered: false },
    { again: 3600, answered: false },
  ])('a renewal tried again after $again s is answered with the same token: $answered', ({ again, answered }) => {
    const { session, token } = start();
    const next = session.renew(token, now(100));
    expect(session.renew(token, now(100 + again))).toEqual(answered ? next : undefined);
    expect(told(session)).toEqual(answered ? ['started', 'renewed'] : ['started', 'renewed', 'ended']);
    // The thief's token is no better than the owner's.
    expect(session.renew(next!, now(4000)) !== undefined).toBe(answered);
  });

  test('a token from before the last one ends the session at once', () => {
    const { session, token } = start();
    const second = session.renew(token, now(1))!;
    session.renew(second, now(2));
    expect(session.renew(token, now(3))).toBeUndefined();
    expect(session).toMatchObject({ endedWhy: 'token_reused', endedAt: at(3) });
  });

  test('an invented key with a true first half ends it as well', () => {
    const { session, token } = start();
    const invented: RefreshToken = { session: token.session, key: newSecret() };
    expect(session.renew(invented, now(1))).toBeUndefined();
    expect(session.endedWhy).toBe('token_reused');
  });

  test('P-02 ends by itself after its hours, whatever is renewed', () => {
    const { session, token } = start();
    const next = session.renew(token, now(12 * 3600 - 1))!;
    expect(session.renew(next, now(12 * 3600))).toBeUndefined();
    expect(session.end('signed_out', now(12 * 3600))).toBe(false);
    expect(told(session)).toEqual(['started', 'renewed']);
  });

  test('ends once', () => {
    const { session, token } = start();
    expect([session.end('signed_out', now(1)), session.end('left', now(2))]).toEqual([true, false]);
    expect(session.renew(token, now(3))).toBeUndefined();
    expect(session.endedWhy).toBe('signed_out');
  });
});

test.each([
  '',
  'x',
  '.',
  `${newSecret()}`,
  `${newSecret()}.${newSecret()}x`,
  `${newSecret()}.${newSecret()}.${newSecret()}`,
  `${newSecret()}.${'+'.repeat(43)}`,
])('%s is no refresh token', (text) => {
  expect(readToken(text)).toBeUndefined();
});
