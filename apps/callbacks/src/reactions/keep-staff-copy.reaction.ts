import { callbacksKeepStaffCopy, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { Controller } from '@nestjs/common';
import { StaffRepository } from '../staff/staff.repository.ts';

@Controller()
export class KeepStaffCopy {
  constructor(private readonly staff: StaffRepository) {}

  @ReactsTo(callbacksKeepStaffCopy)
  react({ data }: ReactedEvent<typeof callbacksKeepStaffCopy>): Promise<void> {
    return this.staff.keep(data);
  }
}
