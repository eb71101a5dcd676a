import {
  correctCustomer,
  getCustomer,
  mergeCustomers,
  openTicket,
  setContactPreferences,
  splitCustomer,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { contactOf, TicketsRig, type Person } from '../tickets.rig.ts';

type Who = NonNullable<InputOf<typeof openTicket>['customer']>;
type Preferences = Omit<InputOf<typeof setContactPreferences>, 'customerId' | 'reason'>;
const reason = '客户来电要求';
const consent = { basis: 'asked' as const, givenAt: '2026-02-01T00:00:00.000Z' };
const lunch = [{ from: '12:00', until: '14:00' }];
const company: Preferences = { doNotCall: false, quietHours: null };
const asCompany = { ...company, companyHoursToo: false, consent: null };

describe('how a customer may be contacted', () => {
  let rig: TicketsRig;
  let agent: Person;
  let stranger: Person;
  let supervisor: Person;
  let specialist: Person;
  beforeAll(async () => {
    rig = await TicketsRig.open();
    const team = await rig.team('service');
    [agent, stranger] = [await rig.person({ team }), await rig.person({ team })];
    supervisor = await rig.person({ roles: ['supervisor'], onShift: false });
    specialist = await rig.person({ roles: ['callback_specialist'] });
  }, 60_000);
  afterAll(() => rig?.close());

  let phones = 13_600_000_000;
  const open = (customer: Partial<Who> = {}) =>
    rig
      .as(agent)
      .call(
        openTicket,
        contactOf({ mine: true, customer: { name: '王小明', phone: `${(phones += 1)}`, ...customer } }),
      );
  const prefer = (person: Person, customerId: string, preferences: Partial<Preferences>) =>
    rig.as(person).call(setContactPreferences, { customerId, ...company, ...preferences, reason });
  const preferencesOf = async (customerId: string) =>
    (await rig.as(agent).call(getCustomer, { customerId })).preferences;
  const looser = { code: 'tickets.customer.looser_preferences' };

  test('C-04 more is allowed by who serves the customer, or leads, and by nobody else', async () => {
    const { id: ticketId, customer } = await open();
    for (const person of [stranger, specialist])
      for (const more of [{ consent }, { quietHours: [] }, { quietHours: lunch }])
        expect(await refusal(prefer(person, customer.id, more))).toMatchObject(looser);
    expect((await prefer(agent, customer.id, { consent, quietHours: [] })).preferences).toEqual({
      ...asCompany,
      consent,
      quietHours: [],
    });
    await prefer(supervisor, customer.id, { consent: { ...consent, basis: 'written' }, quietHours: lunch });
    // Served once is not served now.
    await rig.desk.sql('tickets', `update ticket set state = 'closed' where id = $1`, [ticketId]);
    expect(
      await refusal(prefer(agent, customer.id, { consent: { ...consent, basis: 'written' }, quietHours: [] })),
    ).toMatchObject(looser);
    // Nor is who only chose them.
    await rig.as(stranger).call(openTicket, contactOf({ customerId: customer.id, mine: true }));
    expect(await refusal(prefer(stranger, customer.id, { quietHours: [] }))).toMatchObject(looser);
  });

  test('C-04 whoever may set preferences may forbid more', async () => {
    const { customer } = await open();
    await prefer(agent, customer.id, { consent, quietHours: lunch });
    const more = [...lunch, { from: '20:00', until: '10:00' }];
    await prefer(stranger, customer.id, { consent, quietHours: more });
    await prefer(specialist, customer.id, { consent, quietHours: more, companyHoursToo: true });
    await prefer(stranger, customer.id, { doNotCall: true, quietHours: more, companyHoursToo: true });
    expect(await preferencesOf(customer.id)).toEqual({
      doNotCall: true,
      quietHours: more,
      companyHoursToo: true,
      consent: null,
    });
  });

  test('C-04 of two who allow more and forbid calls at once, do-not-call that was taken stands', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { customer } = await open();
      const [, forbidden] = await Promise.allSettled([
        prefer(agent, customer.id, { quietHours: [] }),
        prefer(stranger, customer.id, { doNotCall: true }),
      ]);
      expect((await preferencesOf(customer.id)).doNotCall).toBe(forbidden.status === 'fulfilled');
    }
  });

  test('C-04 T-15 a merge keeps the stricter rest times: nobody is called at a time that either file forbids', async () => {
    const [one, other] = [await open(), await open()];
    await prefer(agent, one.customer.id, { quietHours: [] });
    const merged = { customerId: one.customer.id, otherId: other.customer.id, reason };
    expect((await rig.as(supervisor).call(mergeCustomers, merged)).preferences).toEqual(asCompany);
    const [third, fourth] = [await open(), await open()];
    await prefer(agent, fourth.customer.id, { quietHours: lunch });
    expect(
      (
        await rig
          .as(supervisor)
          .call(mergeCustomers, { customerId: third.customer.id, otherId: fourth.customer.id, reason })
      ).preferences,
    ).toEqual({ ...asCompany, quietHours: lunch, companyHoursToo: true });
  });

  test('C-04 T-15 a second person gets no rest times that are fewer than the company’s, for they never said so, nor does who is left', async () => {
    const { id: ticketId, customer } = await open();
    await prefer(agent, customer.id, { quietHours: [], consent });
    const split = { customerId: customer.id, name: '李雷', takes: ['phone' as const], ticketIds: [ticketId], reason };
    expect((await rig.as(supervisor).call(splitCustomer, split)).preferences).toEqual(asCompany);
    expect(await preferencesOf(customer.id)).toEqual(asCompany);
  });

  test.each<[string, boolean, Partial<InputOf<typeof correctCustomer>>]>([
    ['another name', false, { name: '李雷' }],
    ['a name that says less', false, { name: '王先生' }],
    ['another number', false, { phone: '13700000001' }],
    ['another ID number', false, { idNumber: '110105194912310038' }],
    ['no e-mail any more', false, { email: null }],
    ['a further address', true, { address: '北京市朝阳区二号' }],
    ['the same number in another form', true, { phone: '+86 139 1234 5678' }],
  ])(
    'C-04 T-15 corrected to %s, a file keeps what the customer allowed where it can be nobody else’s: %s',
    async (_what, stays, corrections) => {
      await rig.desk.sql('tickets', 'delete from lookup');
      const known = { phone: '13912345678', email: 'wang@example.com', idNumber: '11010519491231002X' };
      const { customer } = await open(known);
      await prefer(agent, customer.id, { consent, quietHours: [] });
      await rig.as(agent).call(correctCustomer, { customerId: customer.id, ...corrections, reason });
      expect(await preferencesOf(customer.id)).toEqual(stays ? { ...asCompany, consent, quietHours: [] } : asCompany);
      await rig.desk.sql('tickets', 'delete from customer_key where customer_id = $1', [customer.id]);
    },
  );
});
