import { Controller } from '@nestjs/common';
import { callbacksKeepShiftCopy, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { StaffRepository } from '../staff/staff.repository.ts';

@Controller()
export class KeepShiftCopy {
  constructor(private readonly staff: StaffRepository) {}

  @ReactsTo(callbacksKeepShiftCopy)
  react({ data }: ReactedEvent<typeof callbacksKeepShiftCopy>): Promise<void> {
    return this.staff.keepShift(data);
  }
}
