import { serve } from '@bumen/service-kit';
import { HrModule } from './hr.module.ts';
import { approveAsOwner } from './proposal/owners-approval.ts';

void serve('hr', HrModule, { 'approve-proposal': approveAsOwner });
