import type { createDepartment, ResponseOf } from '@bumen/contracts';
import type { Department } from './department.entity.ts';

export function departmentViewOf({ id, version, name, active }: Department): ResponseOf<typeof createDepartment> {
  return { id, version, name, active };
}
