import { isSpec, type Source } from './sources.ts';

const vague = /^(utils?|helpers?|common|managers?|base|misc|stuff)$/;
/** What a file may be, told by the word before its ending: `ticket.entity.ts`. */
const fileRoles = new Set([
  'module',
  'entity',
  'repository',
  'view',
  'controller',
  'reaction',
  'deadline',
  'guard',
  'filter',
  'interceptor',
  'config',
  'spec',
  'rig',
  'd',
  'build',
]);
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const written = /\.(ts|mts|tsx|mjs|cjs)$/;

/** What the name of a file does against the house's rules, as sentences. */
export function nameComplaints(path: string): string[] {
  const parts = path.split('/');
  const file = parts.at(-1)!;
  const folders = parts.slice(0, -1).filter((folder) => !folder.startsWith('.'));
  const complaints: string[] = [];
  for (const folder of folders) {
    if (!kebab.test(folder)) complaints.push(`${path}: the folder ${folder} is not in kebab-case`);
    if (vague.test(folder.split('-').at(-1)!)) complaints.push(`${path}: ${folder} says nothing; name what is in it`);
  }
  if (!written.test(file) || file.startsWith('.')) return complaints;
  const [stem, ...roles] = file.replace(written, '').split('.') as [string, ...string[]];
  if (!kebab.test(stem)) complaints.push(`${path}: not in kebab-case`);
  if (vague.test(stem.split('-').at(-1)!)) complaints.push(`${path}: ${stem} says nothing; name what is in it`);
  const unknown = roles.filter((role) => !fileRoles.has(role));
  if (unknown.length > 0)
    complaints.push(`${path}: ${unknown.join(', ')} is no role of a file: ${[...fileRoles].join(', ')}`);
  const inFolder = folders.at(-1);
  for (const [folder, role] of [
    ['reactions', 'reaction'],
    ['deadlines', 'deadline'],
  ] as const)
    if (path.startsWith('apps/') && inFolder === folder && roles[0] !== role && roles[0] !== 'spec')
      complaints.push(`${path}: a file in ${folder} is a .${role}.ts`);
  return complaints;
}

interface TextRule {
  readonly what: string;
  readonly pattern: RegExp;
  readonly where: (path: string) => boolean;
}
const code = (path: string) => /\.(ts|mts|tsx|mjs|cjs|sh)$/.test(path);
const ours = (path: string) => !path.startsWith('infra/checks/source-rules');
const product = (path: string) => /^(apps|packages)\/[^/]+\/src\//.test(path) && !isSpec(path);

const textRules: readonly TextRule[] = [
  { what: 'work left undone', pattern: /\b(TODO|FIXME|XXX|HACK)\b/, where: ours },
  {
    what: 'a test that is left out or alone',
    pattern:
      /\b(describe|it|test)(\.concurrent|\.each)?\.(only|skip|todo|failing)\b|\b(xit|xtest|xdescribe|fit|fdescribe)\(/,
    where: (path) => isSpec(path) && ours(path),
  },
  { what: 'a debugger statement', pattern: /^\s*debugger\b/m, where: code },
  { what: 'console output in a service, which has a log', pattern: /\bconsole\.\w+\(/, where: product },
  {
    what: 'a compiler or linter that is silenced',
    pattern: /@ts-(ignore|nocheck|expect-error)|(eslint|oxlint)-disable(?!-next-line [\w-]+(\/[\w-]+)? -- \w)/,
    where: (path) => code(path) && ours(path),
  },
  {
    what: 'a path of one machine',
    pattern: /(?<![\w.])\/(root|home|Users|work)\/[A-Za-z.]|[A-Z]:\\\\?Users/,
    where: ours,
  },
  {
    what: 'a place outside the project',
    pattern: /\.\.\/shared\/(samples|seeds|house|promises|rulebook)/,
    where: (path) => code(path) && ours(path),
  },
  {
    what: 'a sleep where a condition should be waited for',
    pattern: /timers\/promises|new Promise(<\w+>)?\(\((\w+)\) => setTimeout\(\2\b/,
    where: isSpec,
  },
  {
    what: 'a loop that may never end, where until() has a bound and says what was awaited',
    pattern: /\bwhile \([^\n]*\bawait\b|\bfor \(;;\)/,
    where: (path) => isSpec(path) && ours(path),
  },
  { what: 'a measure of how busy the machine is', pattern: /\b(Date|performance)\.now\(\) - [a-z]/, where: isSpec },
  {
    what: 'a refusal that is not told by refusal()',
    pattern: /\.rejects\.toMatchObject\(\{\s*code: '[a-z]/,
    where: (path) => isSpec(path) && ours(path),
  },
  {
    what: 'a mock of a real part',
    pattern: /\bjest\.(mock|unstable_mockModule)\(|\.overrideProvider\(/,
    where: (path) => isSpec(path) && ours(path),
  },
  {
    what: 'a class named after nothing',
    pattern: /\bclass (Base[A-Z]\w*|\w+(Manager|Helper|Helpers|Utils?|Base))\b/,
    where: (path) => code(path) && ours(path),
  },
];

/** What the text of a file does against the house's rules, with the line. */
export function textComplaints({ path, text }: Source): string[] {
  return textRules.flatMap(({ what, pattern, where }) => {
    if (!where(path)) return [];
    const every = new RegExp(pattern.source, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`);
    return [...text.matchAll(every)].map(
      (match) => `${path}:${text.slice(0, match.index).split('\n').length}: ${what}: ${match[0].trim()}`,
    );
  });
}
