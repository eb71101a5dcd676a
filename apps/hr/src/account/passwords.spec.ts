import { parseOptions } from '@node-rs/argon2';
import { Passwords, refuseUnfitPassword } from './passwords.ts';

describe('passwords', () => {
  test.each<[password: string, username: string, current: string | undefined, refused: boolean]>([
    ['bumen-demo', 'agent', undefined, false],
    ['my-Agent-1234', 'agent', undefined, true],
    ['aaaaaaaaaaaa', 'wang', undefined, true],
    ['abcdabcdabcd', 'wang', undefined, true],
    ['1234567890', 'wang', undefined, true],
    ['zyxwvutsrqp', 'wang', undefined, true],
    ['Password123', 'wang', undefined, true],
    ['the password of my old aunt', 'wang', undefined, false],
    ['correct horse', 'wang', 'correct horse', true],
    ['correct horse', 'wang', 'another one', false],
  ])('%s of %s instead of %s is unfit: %#', (password, username, current, refused) => {
    const check = () => refuseUnfitPassword(password, username, current);
    if (refused) expect(check).toThrow('hr.account.password_unfit');
    else expect(check).not.toThrow();
  });

  test('P-02 are kept as argon2id with 19 MiB and two passes', async () => {
    const passwords = new Passwords();
    const hash = await passwords.hash('bumen-demo');
    expect(hash).toMatch(/^\$argon2id\$v=19\$/);
    expect(parseOptions(hash)).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    expect(await passwords.matches(hash, 'bumen-demo')).toBe(true);
    expect(await passwords.matches(hash, 'bumen-demp')).toBe(false);
  });

  test('P-02 nobody has the password of nobody, whatever it is', async () => {
    expect(await new Passwords().matches(undefined, 'nobody has this password')).toBe(false);
  });

  test('many at once are all compared', async () => {
    const passwords = new Passwords();
    const hash = await passwords.hash('bumen-demo');
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => passwords.matches(hash, index % 2 === 0 ? 'bumen-demo' : 'wrong')),
    );
    expect(answers).toEqual(answers.map((_, index) => index % 2 === 0));
  });
});
