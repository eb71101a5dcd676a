import { z } from 'zod';
import { problem } from './problem.ts';

const short = problem({
  code: 'finance.sample.short',
  status: 409,
  title: { zh: '短款', en: 'Short' },
  detail: {
    zh: '应有 {expectedFen} 元,相差 {differenceFen} 元',
    en: 'Of {expectedFen} yuan {differenceFen} are missing',
  },
  details: z.object({ expectedFen: z.int(), differenceFen: z.int() }),
});

test('F-01 a sum in fen is said in yuan, and stays fen in the details', () => {
  const said = short({ expectedFen: 123_450_000, differenceFen: -5 });
  expect(said.words()).toEqual({
    zh: '应有 1,234,500.00 元,相差 -0.05 元',
    en: 'Of 1,234,500.00 yuan -0.05 are missing',
  });
  expect(said.details).toEqual({ expectedFen: 123_450_000, differenceFen: -5 });
});
