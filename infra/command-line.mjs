// What can be said to the commands at the root. It is plain JavaScript without dependencies, so that a newcomer's Node
// can answer --help, and refuse what is wrong, before anything is fetched or built.
import { parseArgs } from 'node:util';

/**
 * @typedef {object} Option
 * @property {'flag' | 'number' | 'names'} takes Names may be several: separated by commas, or the option again.
 * @property {string} help
 * @property {readonly string[]} [names] Those that there are.
 * @property {number} [from] The least number.
 * @property {boolean} [whole] Only a whole number.
 *
 * @typedef {object} Command
 * @property {string} usage How one calls it.
 * @property {string} program
 * @property {string} help
 * @property {true} [builds] It needs the apps as they are deployed.
 * @property {Readonly<Record<string, Option>>} options
 */
/**
 * @template {Readonly<Record<string, Option>>} Options
 * @typedef {{
 *   readonly [Name in keyof Options]: Options[Name] extends { takes: 'flag' }
 *     ? boolean
 *     : Options[Name] extends { takes: 'number' }
 *       ? number | undefined
 *       : readonly string[] | undefined;
 * }} Values
 */

/** Scenarios of the fault tests, in the order in which they run: what spoils the system they share comes last. */
export const scenarioNames = /** @type {const} */ ([
  'replaced-instance',
  'hot-row',
  'low-outbox-id',
  'thrice',
  'poison',
  'kills',
  'frozen',
  'wiped-broker',
  'all-at-once',
  'wrong-clock',
  'moved-clock',
  'ledger-month',
  'partition',
  'planted',
  'disk-full',
  'power-cut',
]);
/** What the benchmarks measure, in the order in which they do. */
export const benchParts = /** @type {const} */ (['start', 'create', 'callback', 'passed', 'relay', 'reads', 'ledger']);

export const commands = /** @satisfies {Record<string, Command>} */ (
  /** @type {const} */ ({
    start: {
      usage: 'npm start',
      program: 'infra/local/start.ts',
      builds: true,
      help: 'Starts the whole system with sample data; Ctrl-C ends it. Its settings are environment variables: see README.md.',
      options: { fresh: { takes: 'flag', help: 'throws the data of earlier starts away first' } },
    },
    test: {
      usage: 'npm test',
      program: 'infra/checks/run-all.ts',
      help: 'Runs everything that must hold before a change goes in. For some of the specs: pnpm jest <path>.',
      options: {},
    },
    faults: {
      usage: 'npm run faults',
      program: 'infra/faults/run.ts',
      builds: true,
      help: 'Kills, freezes and cuts off parts of the running system under load, and proves that nothing is lost or done twice.',
      options: {
        short: { takes: 'flag', help: 'fewer tries of each, two scenarios side by side' },
        only: { takes: 'names', names: scenarioNames, help: 'only these scenarios' },
        seed: { takes: 'number', from: 0, whole: true, help: 'repeats the choices of the run that printed this seed' },
        scale: { takes: 'number', from: 0.001, help: 'times as many tries, such as 0.5' },
      },
    },
    bench: {
      usage: 'npm run bench',
      program: 'infra/bench/run.ts',
      builds: true,
      help: 'Measures speed and memory beside a bare pipeline and the aims; only ratios carry over to another machine.',
      options: {
        quick: { takes: 'flag', help: 'fewer requests, and 100,000 tickets and journals in place of 1,000,000' },
        profile: {
          takes: 'flag',
          help: 'says as well what the time goes into, by function and statement; the figures are slower',
        },
        only: { takes: 'names', names: benchParts, help: 'only these parts' },
      },
    },
    fuzz: {
      usage: 'npm run fuzz',
      program: 'infra/fuzz/run.ts',
      help: 'Sends requests and messages that nobody should send to gateway and broker, and judges what comes back.',
      options: {
        requests: {
          takes: 'number',
          from: 1_000,
          whole: true,
          help: 'how many to each of them; 20000 where nothing is said',
        },
        seed: { takes: 'number', from: 0, whole: true, help: 'repeats the choices of the run that printed this seed' },
      },
    },
  })
);
/** @typedef {keyof typeof commands} CommandName */

/** What a command answers to --help. @param {CommandName} name */
export function helpOf(name) {
  const { usage, help, options } = commandOf(name);
  const rows = [
    ...Object.entries(options).map(([option, one]) => [written(option, one), meaning(one)]),
    ['--help', 'this text'],
  ];
  const width = Math.max(...rows.map(([left]) => String(left).length));
  return [
    `${usage}${Object.keys(options).length > 0 ? ' -- [options]' : ''}`,
    '',
    help,
    '',
    ...rows.flatMap(([left, right]) =>
      broken(String(right)).map((line, index) => `  ${(index === 0 ? String(left) : '').padEnd(width)}  ${line}`),
    ),
    '',
    `npm keeps what stands before the "--" for itself; "${usage} help" answers this, too.`,
    '',
  ].join('\n');
}

/**
 * @template {CommandName} Name
 * @param {Name} name
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string | undefined>>} env Where npm leaves the options that it took for its own
 * @returns {{ values: Values<(typeof commands)[Name]['options']> } | { help: string } | { wrong: string }}
 */
export function readCommandLine(name, args, env = {}) {
  const { usage, options } = commandOf(name);
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(
        Object.entries(options).map(([option, { takes }]) => [
          option,
          { type: takes === 'flag' ? /** @type {const} */ ('boolean') : /** @type {const} */ ('string') },
        ]),
      ),
      help: { type: 'boolean', short: 'h' },
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const wrong = (/** @type {string} */ sentence) => ({ wrong: sentence });
  const known = list(
    [...Object.keys(options), 'help'].map((option) => `--${option}`),
    'and',
  );
  /** @type {Record<string, boolean | number | string[] | undefined>} */
  const values = Object.fromEntries(
    Object.entries(options).map(([option, { takes }]) => [option, takes === 'flag' ? false : undefined]),
  );
  if (tokens.some((one) => (one.kind === 'option' ? one.name : one.kind === 'positional' && one.value) === 'help'))
    return { help: helpOf(name) };
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    const option = token.kind === 'option' ? options[token.name] : undefined;
    if (token.kind === 'positional' || option === undefined)
      return wrong(
        `${usage} knows no ${token.kind === 'option' ? token.rawName : `"${token.value}"`}; it takes ${known}.`,
      );
    const { rawName, value } = token;
    if (option.takes === 'flag') {
      if (value !== undefined) return wrong(`${rawName} takes no value.`);
      values[token.name] = true;
    } else if (option.takes === 'number') {
      const number = value === undefined || value.trim() === '' ? NaN : Number(value);
      const least = option.from ?? -Infinity;
      if (!Number.isFinite(number) || number < least || (option.whole && !Number.isSafeInteger(number)))
        return wrong(
          `${rawName} takes a ${option.whole ? 'whole number' : 'number'} from ${least}${value === undefined ? '' : `, not "${value}"`}.`,
        );
      values[token.name] = number;
    } else {
      const there = option.names ?? [];
      for (const one of (value ?? '').split(',')) {
        if (!there.includes(one))
          return wrong(`${rawName} takes ${list(there, 'or')}${one === '' ? '' : `, not "${one}"`}.`);
        values[token.name] = [.../** @type {string[]} */ (values[token.name] ?? []), one];
      }
    }
  }
  const kept = Object.keys(options).find((option) => env[`npm_config_${option}`] && !values[option]);
  if (kept !== undefined) return wrong(`npm kept --${kept} for itself; write: ${usage} -- --${kept}`);
  return { values: /** @type {Values<(typeof commands)[Name]['options']>} */ (values) };
}

/**
 * The options that this process was started with; with --help, or something wrong, it ends here.
 * @template {CommandName} Name
 * @param {Name} name
 * @returns {Values<(typeof commands)[Name]['options']>}
 */
export function optionsOf(name) {
  const read = readCommandLine(name, process.argv.slice(2));
  if ('values' in read) return read.values;
  answer(read);
  return process.exit();
}

/** Prints it and sets the exit code. @param {{ help: string } | { wrong: string }} read */
export function answer(read) {
  if ('help' in read) process.stdout.write(read.help);
  else process.stderr.write(`${read.wrong}\n`);
  process.exitCode = 'help' in read ? 0 : 2;
}

/** @param {CommandName} name @returns {Command} */
const commandOf = (name) => commands[name];
/** @param {string} option @param {Option} one */
const written = (option, { takes }) => `--${option}${takes === 'flag' ? '' : takes === 'number' ? ' N' : ' NAME,…'}`;
/** @param {Option} one */
const meaning = ({ help, names }) => (names ? `${help}: ${names.join(', ')}` : help);
/** A text as lines of a terminal. @param {string} text */
const broken = (text) => text.match(/.{1,80}(?= |$)/g)?.map((line) => line.trim()) ?? [];
/** @param {readonly string[]} items @param {string} word */
const list = (items, word) =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
