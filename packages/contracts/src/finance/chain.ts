import { z } from 'zod';
import { choice, event, id, problem, text, version } from '../define/index.ts';
import { bookkeepers, ledgerReaders } from './roles.ts';

/** SHA-256 in hexadecimal. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** The head of the chain at some time, as somebody outside has it. */
export const chainHead = z.object({ seq: z.int().min(1).max(2_147_483_647), hash: sha256 });
export type ChainHead = z.output<typeof chainHead>;

export const chainView = z.object({
  id,
  version: z.int().min(0),
  /** How many blocks there are; 0 before the first. */
  seq: z.int(),
  hash: z.string(),
  extendedAt: z.iso.datetime().nullable(),
  /** Journals that are in no block yet. */
  waiting: z.int(),
});

/** Departments keep the heads: whoever rewrites the books would have to rewrite these, too (F-01). */
export const chainExtended = event({
  name: 'finance.chain.extended',
  version: 1,
  audience: 'departments',
  visibleTo: bookkeepers,
  data: z.object({ seq: z.int(), count: z.int(), root: sha256, hash: sha256 }),
  summary: { zh: '账簿链已延长', en: 'The chain of journals was extended' },
  rules: ['F-01'],
});

export const verificationScope = choice({
  new: { zh: '上次核验之后', en: 'since the last one' },
  whole: { zh: '全部', en: 'everything' },
});
export const verificationState = choice({
  running: { zh: '核验中', en: 'under way' },
  sound: { zh: '完好', en: 'sound' },
  broken: { zh: '已被改动', en: 'something was altered' },
});
export type VerificationScope = z.output<typeof verificationScope>;
export type VerificationState = z.output<typeof verificationState>;
/** What is wrong, and where: the first place that was found. */
export const verificationFinding = z.object({
  seq: z.int().nullable(),
  place: z.int().nullable(),
  journalId: id.nullable(),
  account: z.string().nullable(),
  why: text,
});
export type VerificationFinding = z.output<typeof verificationFinding>;
export const witnessedMax = 100;

export const verificationView = z.object({
  id,
  version,
  scope: verificationScope,
  state: verificationState,
  startedById: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  /** Blocks behind `fromSeq` up to `untilSeq` are looked at; so many of them are by now. */
  fromSeq: z.int(),
  untilSeq: z.int(),
  blocks: z.int(),
  journals: z.int(),
  finding: verificationFinding.nullable(),
});

export const verificationNotFound = problem({
  code: 'finance.verification.not_found',
  status: 404,
  title: { zh: '没有这次核验', en: 'No such verification' },
  detail: { zh: '找不到核验 {id}', en: 'There is no verification {id}' },
  details: z.object({ id: z.string() }),
});

export const verificationChanged = event({
  name: 'finance.verification.changed',
  version: 1,
  audience: 'services',
  carriesState: true,
  visibleTo: ledgerReaders,
  data: z.object({ verificationId: id, state: verificationState, blocks: z.int() }),
  summary: { zh: '账簿核验进展', en: 'A verification of the books went on' },
  rules: ['F-01'],
});
