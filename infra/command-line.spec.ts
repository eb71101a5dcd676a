import { benchParts, commands, helpOf, readCommandLine, type CommandName } from './command-line.mjs';

const names = Object.keys(commands) as CommandName[];

test.each(names)('%s answers --help with every option and name that it takes', (name) => {
  for (const args of [['--help'], ['-h'], ['help'], ['--nonsense', '--help']])
    expect(readCommandLine(name, args)).toEqual({ help: helpOf(name) });
  const { usage, options } = commands[name];
  const help = helpOf(name);
  expect(help.split('\n')[0]).toContain(usage);
  for (const option of Object.keys(options)) expect(help).toContain(`--${option}`);
  for (const option of Object.values(options) as { names?: readonly string[] }[])
    for (const one of option.names ?? []) expect(help).toContain(one);
  for (const line of help.split('\n').slice(4, -2)) expect(line.length).toBeLessThan(120);
});

test('reads what is said, and knows what is not said', () => {
  expect(readCommandLine('start', [])).toEqual({ values: { fresh: false } });
  expect(
    readCommandLine('faults', ['--short', '--seed=7', '--only', 'kills,frozen', '--only', 'thrice', '--scale', '0.4']),
  ).toEqual({ values: { short: true, seed: 7, only: ['kills', 'frozen', 'thrice'], scale: 0.4 } });
  expect(readCommandLine('bench', ['--quick'])).toEqual({ values: { quick: true, profile: false, only: undefined } });
});

const parts = `${benchParts.slice(0, -1).join(', ')} or ${benchParts.at(-1)}`;
test.each<[CommandName, string[], string]>([
  ['start', ['--frsh'], 'npm start knows no --frsh; it takes --fresh and --help.'],
  ['test', ['apps/hr'], 'npm test knows no "apps/hr"; it takes --help.'],
  ['bench', ['-q'], 'npm run bench knows no -q; it takes --quick, --profile, --only and --help.'],
  ['faults', ['--short=yes'], '--short takes no value.'],
  ['bench', ['--only', 'red'], `--only takes ${parts}, not "red".`],
  ['bench', ['--only'], `--only takes ${parts}.`],
  ['faults', ['--seed', 'x'], '--seed takes a whole number from 0, not "x".'],
  ['faults', ['--seed', '1.5'], '--seed takes a whole number from 0, not "1.5".'],
  ['fuzz', ['--requests', '0'], '--requests takes a whole number from 1000, not "0".'],
  ['faults', ['--scale'], '--scale takes a number from 0.001.'],
  ['faults', ['--scale', '0'], '--scale takes a number from 0.001, not "0".'],
])('npm run %s %p is refused with a sentence that says what there is', (name, args, wrong) => {
  expect(readCommandLine(name, args)).toEqual({ wrong });
});

test('says so where npm took an option for one of its own', () => {
  expect(readCommandLine('faults', [], { npm_config_short: 'true' })).toEqual({
    wrong: 'npm kept --short for itself; write: npm run faults -- --short',
  });
  expect(readCommandLine('faults', ['--short'], { npm_config_short: 'true' })).toMatchObject({
    values: { short: true },
  });
});
