import { z } from 'zod';
import { catalogue, issuesOf, type Operation } from '@bumen/contracts';
import { fieldsIn } from './personal-fields.ts';
import { sampleOf, withValue } from './sample-requests.ts';

const values: readonly unknown[] = ['x', '', -1, 1e300, 1.5, true, null, [], ['x', 'x'], {}, { x: 'x' }];
/** Codes, examples and what is called so everywhere may stand in a Chinese sentence; a program's words may not. */
const programWords =
  /\b(?:object|string|number|boolean|array|record|int|null|undefined|NaN|instanceof|key|value|input)\b/i;

const refused = (operation: Operation) =>
  [...new Set(fieldsIn(operation.request).map(({ path }) => path))]
    .filter((path) => path !== '')
    .flatMap((path) =>
      values.flatMap((value) =>
        issuesOf(operation.request, withValue(sampleOf(operation), path, value)).map((issue) => ({ path, issue })),
      ),
    );

test('each wrong value of each field is told in plain words of both languages', () => {
  const wrong = new Set<string>();
  let told = 0;
  for (const operation of catalogue.operations)
    for (const { path, issue } of refused(operation)) {
      told += 1;
      const { zh, en } = issue.message;
      const isPlain =
        /\p{Script=Han}/u.test(zh) && !programWords.test(zh) && !/\p{Script=Han}/u.test(en.split('(')[0]!);
      if (!isPlain || /invalid|expected/i.test(en)) wrong.add(`${operation.name} says of ${path}: ${zh} / ${en}`);
    }
  expect(told).toBeGreaterThan(1_000);
  expect([...wrong]).toEqual([]);
});

test('the check finds what zod says by itself', () => {
  const said = z.object({}).safeParse('x', { error: z.locales.zhCN().localeError }).error!.issues[0]!.message;
  expect(said).toMatch(programWords);
});
