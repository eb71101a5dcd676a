import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { optionsOf } from '../command-line.mjs';
import { answersReport, jestReport, rounds, type Step } from './steps.ts';

optionsOf('test');
const root = fileURLToPath(new URL('../..', import.meta.url));

interface Outcome {
  readonly title: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

const current = new Set<ChildProcess>();
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const)
  process.on(signal, () => {
    interrupted = true;
    for (const child of current) child.kill('SIGTERM');
  });

/** Runs all steps, also after one has failed, so that one run shows everything. */
async function runAll(): Promise<void> {
  mkdirSync(join(root, '.data'), { recursive: true });
  const outcomes: Outcome[] = [];
  const runLane = async (lane: readonly Step[]) => {
    for (const step of lane) {
      if (interrupted) break;
      process.stdout.write(`· ${step.title}\n`);
      const outcome = await run(step);
      outcomes.push(outcome);
      process.stdout.write(`${outcome.failed === 0 ? '✓' : '✗'} ${step.title} (${outcome.seconds.toFixed(1)} s)\n`);
    }
  };
  for (const lanes of rounds) await Promise.all(lanes.map(runLane));
  const total = (count: (outcome: Outcome) => number) => outcomes.reduce((sum, outcome) => sum + count(outcome), 0);
  const width = Math.max(...outcomes.map(({ title }) => title.length));
  process.stdout.write('\n');
  for (const { title, passed, failed, seconds } of outcomes)
    process.stdout.write(
      `${failed === 0 ? '✓' : '✗'} ${title.padEnd(width)} ${seconds.toFixed(1).padStart(7)} s ${String(passed).padStart(6)} passed ${String(failed).padStart(4)} failed\n`,
    );
  process.stdout.write(`\n${total((one) => one.passed)} passed, ${total((one) => one.failed)} failed\n`);
  process.exit(interrupted ? 130 : total((one) => one.failed) === 0 ? 0 : 1);
}

async function run(step: Step): Promise<Outcome> {
  const began = Date.now();
  if (step.countsTests) for (const report of [jestReport, answersReport]) rmSync(join(root, report), { force: true });
  const output: string[] = [];
  const code = await new Promise<number>((resolve) => {
    const child = spawn(step.command, step.args, {
      cwd: root,
      stdio: ['ignore', step.countsTests ? 'inherit' : 'pipe', step.countsTests ? 'inherit' : 'pipe'],
    });
    current.add(child);
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => output.push(String(bytes)));
    child.once('error', (error) => {
      output.push(`${error.message}\n`);
      resolve(1);
    });
    child.once('close', (status) => {
      current.delete(child);
      resolve(status ?? 1);
    });
  });
  if (code !== 0) process.stdout.write(output.join(''));
  const { passed, failed } = step.countsTests ? countTests() : { passed: 1, failed: 0 };
  // A step that ended badly counts as a failure even where none of its tests did.
  const seconds = (Date.now() - began) / 1000;
  return code === 0
    ? { title: step.title, passed, failed, seconds }
    : { title: step.title, passed: step.countsTests ? passed : 0, failed: Math.max(failed, 1), seconds };
}

function countTests(): { passed: number; failed: number } {
  try {
    const report = JSON.parse(readFileSync(join(root, jestReport), 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numRuntimeErrorTestSuites: number;
    };
    return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

await runAll();
