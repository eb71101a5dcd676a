import { Injectable } from '@nestjs/common';
import { payingDepartmentClosed, payingDepartmentUnknown } from '@bumen/contracts';
import { Repository } from '@bumen/service-kit';

export interface KnownDepartment {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
}

/** The departments as hr has told of them. */
@Injectable()
export class DepartmentRepository extends Repository {
  async find(id: string): Promise<KnownDepartment | undefined> {
    const [found] = await this.read<KnownDepartment>('SELECT id, name, active FROM department WHERE id = $1', [id]);
    return found;
  }

  /** One that isn't closed. Throws payingDepartmentUnknown, payingDepartmentClosed. */
  async open(id: string): Promise<KnownDepartment> {
    const found = await this.find(id);
    if (!found) throw payingDepartmentUnknown({ id });
    if (!found.active) throw payingDepartmentClosed({ departmentName: found.name });
    return found;
  }
}
