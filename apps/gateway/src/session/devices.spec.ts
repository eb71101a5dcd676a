import { authenticate, signInRefused } from '@bumen/contracts';
import { GatewayDesk } from '../testing/gateway-desk.ts';

describe('devices', () => {
  let desk: GatewayDesk;
  beforeAll(async () => {
    desk = await GatewayDesk.start();
    await desk.answer(authenticate, ({ body }) =>
      body['password'] === 'p' ? { body: desk.identityOf(String(body['username'])) } : { problem: signInRefused() },
    );
  });
  afterAll(() => desk?.close());

  const signIn = (cookie = '', word = 'p') =>
    desk.anyone.post('/api/session').set('cookie', cookie).send({ username: 'agent', password: word });
  const told = () => desk.received.at(-1)!.body as { device: string; deviceKnown: boolean };

  test('P-02 carries its id from its first sign-in on, and a failure makes no device known', async () => {
    const refused = await signIn('', 'wrong').expect(401);
    expect(refused.get('Set-Cookie')).toBeUndefined();
    const first = await signIn().expect(201);
    const { device, deviceKnown } = told();
    expect(deviceKnown).toBe(false);
    const [cookie] = first.get('Set-Cookie')!;
    expect(cookie).toMatch(/^bumen_device=.*Max-Age=34560000; Path=\/api\/session; HttpOnly; SameSite=Lax/);
    const carried = cookie!.split(';')[0]!;
    await signIn(carried, 'wrong').expect(401);
    expect(told()).toMatchObject({ device, deviceKnown: true });
    const again = await signIn(carried).expect(201);
    expect(again.get('Set-Cookie')![0]).toMatch(/^bumen_device=/);
    expect(told()).toMatchObject({ device, deviceKnown: true });
  });

  test.each(['bumen_device=made-up', 'bumen_device=', 'bumen_device=0198c000-0000-4000-8000-00000000000d'])(
    'P-02 is one like any other where its cookie is not ours: %s',
    async (cookie) => {
      await signIn(cookie).expect(201);
      expect(told().deviceKnown).toBe(false);
    },
  );
});
