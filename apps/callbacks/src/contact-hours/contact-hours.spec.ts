import fc from 'fast-check';
import { DateTime } from 'luxon';
import { calendarPolicy, quietHoursPolicy, type PolicyValue } from '@bumen/contracts';
import { always } from '@bumen/service-kit';
import { ContactHours, type TimesOfDay } from './contact-hours.ts';

const calendar = calendarPolicy.default;
/** By settings that always hold. */
const hoursBy = (
  quietHours: PolicyValue<typeof quietHoursPolicy>,
  days: PolicyValue<typeof calendarPolicy>,
  own: readonly TimesOfDay[] | null,
  companyToo = false,
) => new ContactHours(always({ quietHours, calendar: days }), own, companyToo);
const evening = { quiet: [{ from: '22:00', until: '18:00' }], holidaysAreQuiet: true };
const standard = hoursBy(quietHoursPolicy.default, calendar, null);
const at = (text: string) => new Date(`${text}:00+08:00`);
const told = (date: Date | null) =>
  date && DateTime.fromJSDate(date, { zone: 'Asia/Shanghai' }).toFormat("yyyy-MM-dd'T'HH:mm");
const minuteMs = 60_000;
const dayMs = 86_400_000;

describe('the quiet hours of the rule book', () => {
  test.each([
    ['2026-03-02T08:59', false],
    ['2026-03-02T09:00', true],
    ['2026-03-02T11:59', true],
    ['2026-03-02T12:00', false],
    ['2026-03-02T13:59', false],
    ['2026-03-02T14:00', true],
    ['2026-03-02T20:29', true],
    ['2026-03-02T20:30', false],
    ['2026-03-02T23:59', false],
    ['2026-03-03T00:00', false],
  ])('C-04 at %s contacting the customer is allowed: %s', (time, allowed) => {
    expect(standard.isAllowed(at(time))).toBe(allowed);
  });

  test.each([
    ['2026-03-02T10:00', '2026-03-02T10:00'],
    ['2026-03-02T12:30', '2026-03-02T14:00'],
    ['2026-03-02T20:30', '2026-03-03T09:00'],
    ['2026-03-03T02:00', '2026-03-03T09:00'],
  ])('C-04 from %s on the next allowed moment is %s', (from, next) => {
    expect(told(standard.nextAllowed(at(from)))).toBe(next);
  });

  test('C-04 nobody is called on a statutory holiday of a year whose notice is not out yet', () => {
    for (const day of [
      '01-01',
      '02-05',
      '02-06',
      '02-07',
      '02-08',
      '04-05',
      '05-01',
      '05-02',
      '06-09',
      '09-15',
      '10-01',
    ])
      expect([day, standard.isAllowed(at(`2027-${day}T10:00`))]).toEqual([day, false]);
    expect(told(standard.nextAllowed(at('2026-12-31T20:30')))).toBe('2027-01-02T09:00');
  });

  test('C-04 offers only allowed stretches, cut at both ends', () => {
    const offered = standard.allowedBetween(at('2026-03-02T10:30'), at('2026-03-03T10:00'));
    expect(offered.map(({ from, until }) => `${told(from)} ${told(until)}`)).toEqual([
      '2026-03-02T10:30 2026-03-02T12:00',
      '2026-03-02T14:00 2026-03-02T20:30',
      '2026-03-03T09:00 2026-03-03T10:00',
    ]);
  });
});

describe('holidays', () => {
  test('C-04 nobody is called on a public holiday, and the next allowed moment is after it', () => {
    expect(standard.isAllowed(at('2026-10-01T10:00'))).toBe(false);
    expect(told(standard.nextAllowed(at('2026-09-30T21:00')))).toBe('2026-10-08T09:00');
  });
  test('C-04 an ordinary weekend and a make-up workday are no holidays', () => {
    expect(standard.isAllowed(at('2026-03-07T10:00'))).toBe(true);
    expect(standard.isAllowed(at('2026-02-28T10:00'))).toBe(true);
  });
  test('C-04 what the company sets itself is stronger than the public calendar', () => {
    const own = hoursBy(
      quietHoursPolicy.default,
      { ...calendar, days: { '2026-10-01': [{ from: '09:00', until: '12:00' }], '2026-03-02': [] } },
      null,
    );
    expect(own.isAllowed(at('2026-10-01T10:00'))).toBe(true);
    expect(own.isAllowed(at('2026-03-02T10:00'))).toBe(false);
  });
  test('C-04 holidays are as other days where the policy says so', () => {
    expect(
      hoursBy({ ...quietHoursPolicy.default, holidaysAreQuiet: false }, calendar, null).isAllowed(
        at('2026-10-01T10:00'),
      ),
    ).toBe(true);
  });
});

describe('the customer’s own quiet hours', () => {
  test('C-04 stand in place of the company’s', () => {
    const own = hoursBy(quietHoursPolicy.default, calendar, [{ from: '22:00', until: '19:00' }]);
    expect(own.isAllowed(at('2026-03-02T10:00'))).toBe(false);
    expect(own.isAllowed(at('2026-03-02T21:00'))).toBe(true);
    expect(own.allowedBetween(at('2026-03-02T00:00'), at('2026-03-03T00:00'))).toEqual([
      { from: at('2026-03-02T19:00'), until: at('2026-03-02T22:00') },
    ]);
  });
  test('C-04 hold beside the company’s where the file says so', () => {
    const both = hoursBy(quietHoursPolicy.default, calendar, [{ from: '10:00', until: '12:00' }], true);
    expect(both.allowedBetween(at('2026-03-02T00:00'), at('2026-03-03T00:00'))).toEqual([
      { from: at('2026-03-02T09:00'), until: at('2026-03-02T10:00') },
      { from: at('2026-03-02T14:00'), until: at('2026-03-02T20:30') },
    ]);
  });
  test('C-04 of no length leave every hour, which is one stretch', () => {
    const own = hoursBy({ ...quietHoursPolicy.default, holidaysAreQuiet: false }, calendar, []);
    expect(own.allowedBetween(at('2026-03-02T00:00'), at('2026-03-05T00:00'))).toEqual([
      { from: at('2026-03-02T00:00'), until: at('2026-03-05T00:00') },
    ]);
  });
  test('C-04 of the whole day leave no moment at all', () => {
    for (const quiet of [
      { from: '00:00', until: '24:00' },
      { from: '09:00', until: '09:00' },
    ]) {
      const own = hoursBy(quietHoursPolicy.default, calendar, [quiet]);
      expect(own.nextAllowed(at('2026-03-02T10:00'))).toBeNull();
      expect(own.allowedBetween(at('2026-03-02T00:00'), at('2026-03-04T00:00'))).toEqual([]);
    }
  });
});

describe('a change to come', () => {
  const days = (closed: PolicyValue<typeof calendarPolicy>['days']) => ({
    quietHours: quietHoursPolicy.default,
    calendar: { ...calendar, days: closed },
  });
  const noon = at('2026-03-04T12:30');
  const changing = new ContactHours(
    [
      { from: null, until: noon, setting: days({ '2026-03-03': [], '2026-03-05': [] }) },
      { from: noon, until: null, setting: { ...days({ '2026-03-06': [] }), quietHours: evening } },
    ],
    null,
  );

  test('C-04 C-05 each moment goes by what is set for it: days closed and opened, hours moved', () => {
    const offered = changing.allowedBetween(at('2026-03-02T19:00'), at('2026-03-07T19:00'));
    expect(offered.map(({ from, until }) => `${told(from)} ${told(until)}`)).toEqual([
      '2026-03-02T19:00 2026-03-02T20:30',
      '2026-03-04T09:00 2026-03-04T12:00',
      '2026-03-04T18:00 2026-03-04T22:00',
      '2026-03-05T18:00 2026-03-05T22:00',
      '2026-03-07T18:00 2026-03-07T19:00',
    ]);
    expect(changing.isAllowed(at('2026-03-05T19:00'))).toBe(true);
    expect(told(changing.nextAllowed(at('2026-03-05T22:00')))).toBe('2026-03-07T18:00');
    expect(told(changing.nextTry(at('2026-03-04T11:00'), at('2026-03-06T00:00'), [at('2026-03-04T09:30')]))).toBe(
      '2026-03-04T18:00',
    );
  });
});

describe('the next try', () => {
  test('C-05 goes to another part of the day where there is time for it', () => {
    expect(told(standard.nextTry(at('2026-03-02T12:30'), at('2026-03-05T09:00'), [at('2026-03-02T09:30')]))).toBe(
      '2026-03-02T14:00',
    );
    expect(told(standard.nextTry(at('2026-03-02T17:10'), at('2026-03-05T09:00'), [at('2026-03-02T14:10')]))).toBe(
      '2026-03-02T18:00',
    );
    expect(
      told(
        standard.nextTry(at('2026-03-02T17:10'), at('2026-03-05T09:00'), [
          at('2026-03-02T09:10'),
          at('2026-03-02T14:10'),
        ]),
      ),
    ).toBe('2026-03-02T18:00');
    expect(
      told(
        standard.nextTry(at('2026-03-02T21:10'), at('2026-03-05T09:00'), [
          at('2026-03-01T09:10'),
          at('2026-03-02T18:10'),
        ]),
      ),
    ).toBe('2026-03-03T14:00');
  });
  test('C-05 is as soon as may be where all parts were tried or the time is short', () => {
    const everywhere = [at('2026-03-01T09:10'), at('2026-03-01T15:10'), at('2026-03-01T19:10')];
    expect(told(standard.nextTry(at('2026-03-02T17:10'), at('2026-03-05T09:00'), everywhere))).toBe('2026-03-02T17:10');
    expect(told(standard.nextTry(at('2026-03-02T14:20'), at('2026-03-02T16:00'), [at('2026-03-02T14:10')]))).toBe(
      '2026-03-02T14:20',
    );
  });
});

// ── for any quiet hours, in any zone ──────────────────────────────────────────────────────────────────────────────

const timeOfDay = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`);
const quietHours = fc.array(fc.record({ from: timeOfDay, until: timeOfDay }), { maxLength: 6 });
const moment = fc
  .integer({ min: Date.parse('2026-01-01T00:00:00Z') / minuteMs, max: Date.parse('2026-12-01T00:00:00Z') / minuteMs })
  .map((minute) => new Date(minute * minuteMs));
const zone = fc.constantFrom(
  'Asia/Shanghai',
  'UTC',
  'Asia/Kathmandu',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
);
const anyHours = fc.tuple(quietHours, zone, fc.boolean());
const hoursOf = ([own, name, holidaysAreQuiet]: [TimesOfDay[], string, boolean]) =>
  hoursBy({ quiet: [], holidaysAreQuiet }, { ...calendar, zone: name }, own);

/** The rule in its own words, minute by minute. */
const isQuiet = (own: readonly TimesOfDay[], time: string) =>
  own.some(({ from, until }) => (from < until ? from <= time && time < until : time >= from || time < until));

describe('for any quiet hours', () => {
  test('C-04 a moment is allowed exactly where the local time of day is not quiet', () => {
    fc.assert(
      fc.property(quietHours, moment, (own, when) => {
        const time = DateTime.fromJSDate(when, { zone: 'Asia/Shanghai' }).toFormat('HH:mm');
        expect(hoursOf([own, 'Asia/Shanghai', false]).isAllowed(when)).toBe(!isQuiet(own, time));
      }),
    );
  });

  test('C-04 the next allowed moment is allowed, not earlier, and nothing before it is', () => {
    fc.assert(
      fc.property(anyHours, moment, (given, from) => {
        const hours = hoursOf(given);
        const next = hours.nextAllowed(from);
        if (!next) return expect(hours.allowedBetween(from, new Date(from.getTime() + 30 * dayMs))).toEqual([]);
        expect(next.getTime()).toBeGreaterThanOrEqual(from.getTime());
        expect(hours.isAllowed(next)).toBe(true);
        expect(hours.allowedBetween(from, next)).toEqual([]);
      }),
    );
  });

  test('C-04 offered stretches lie in order and apart, and each minute is in one exactly where it is allowed', () => {
    fc.assert(
      fc.property(anyHours, moment, fc.integer({ min: 1, max: 2 * 24 * 60 }), (given, from, minutes) => {
        const hours = hoursOf(given);
        const until = new Date(from.getTime() + minutes * minuteMs);
        const offered = hours.allowedBetween(from, until);
        let last = from.getTime() - 1;
        for (const one of offered) {
          expect(one.from.getTime()).toBeGreaterThan(last);
          expect(one.until.getTime()).toBeGreaterThan(one.from.getTime());
          last = one.until.getTime();
        }
        expect(last).toBeLessThanOrEqual(until.getTime());
        for (let ms = from.getTime(); ms < until.getTime(); ms += 23 * minuteMs)
          expect(offered.some((one) => one.from.getTime() <= ms && ms < one.until.getTime())).toBe(
            hours.isAllowed(new Date(ms)),
          );
      }),
    );
  });

  test('C-05 the next try is allowed, never early, and late only where nothing earlier is allowed', () => {
    fc.assert(
      fc.property(
        anyHours,
        moment,
        fc.integer({ min: 0, max: 5 * 24 * 60 }),
        fc.array(moment, { maxLength: 4 }),
        (given, earliest, minutes, tried) => {
          const hours = hoursOf(given);
          const latest = new Date(earliest.getTime() + minutes * minuteMs);
          const next = hours.nextTry(earliest, latest, tried);
          const first = hours.nextAllowed(earliest);
          if (!next) return expect(first).toBeNull();
          expect(next >= earliest && hours.isAllowed(next)).toBe(true);
          if (next > latest) expect(next).toEqual(first);
        },
      ),
    );
  });
});
