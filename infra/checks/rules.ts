import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, type Source } from './sources.ts';

/** Rules that must hold today, so that some test says in its title that it proves them. */
export const rulesInForce = [
  'P-01',
  'P-02',
  'P-03',
  'P-04',
  'P-05',
  'P-06',
  'T-01',
  'T-02',
  'T-03',
  'T-04',
  'T-05',
  'T-06',
  'T-08',
  'T-15',
  'T-21',
  'C-02',
  'C-04',
  'C-05',
  'C-06',
  'C-07',
  'C-08',
  'C-11',
  'F-01',
  'F-02',
  'F-03',
  'F-04',
  'F-05',
  'F-06',
  'F-07',
  'F-08',
  'F-11',
  'F-12',
  'F-16',
  'F-17',
  'F-18',
  'F-20',
  'F-21',
  'E-01',
  'E-02',
  'E-03',
  'E-04',
  'R1',
  'R2',
  'R3',
  'R4',
  'R5',
  'R6',
  'R8',
  'R9',
  'R10',
] as const;

const ruleNumber = /(?<![\w-])([A-Z]-\d{2}|R\d{1,2})(?![\w-]|:\d)/g;

/** The numbers that `docs/rules.md` lists. */
export function knownRules(): Set<string> {
  const text = readFileSync(join(projectRoot, 'docs/rules.md'), 'utf8');
  return new Set([...text.matchAll(/^\| ([A-Z]-?\d{1,2}) \|/gm)].map((match) => match[1]!));
}

/** Numbers of rules in a text. `R1–R8` and `P-01…P-05` name their ends. */
export const rulesCitedIn = (text: string) => [...text.matchAll(ruleNumber)].map((match) => match[1]!);

export function unknownRulesIn({ path, text }: Source, known: ReadonlySet<string>): string[] {
  return [...new Set(rulesCitedIn(text))]
    .filter((rule) => !known.has(rule))
    .map((rule) => `${path} cites ${rule}, which is not in docs/rules.md`);
}
