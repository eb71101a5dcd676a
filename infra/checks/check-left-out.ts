import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { answersOfLastRun, leftOutComplaints, unexercised, unprovoked } from './left-out.ts';
import { projectRoot } from './sources.ts';
import { answersReport } from './steps.ts';

/** Runs after all specs, whose answers it reads. */
function complaints(): string[] {
  if (!existsSync(join(projectRoot, answersReport))) return [`there is no ${answersReport}: run all specs first`];
  const answers = answersOfLastRun();
  return leftOutComplaints(unexercised(answers), unprovoked(answers));
}

const found = complaints();
process.stdout.write(found.map((complaint) => `${complaint}\n`).join(''));
process.exit(found.length === 0 ? 0 : 1);
