import { Injectable } from '@nestjs/common';
import {
  departmentClosed,
  departmentNotFound,
  departmentView,
  nameTaken,
  type listDepartments,
  type RequestOf,
} from '@bumen/contracts';
import { AggregateRepository, readPage } from '@bumen/service-kit';
import { Department } from './department.entity.ts';

@Injectable()
export class DepartmentRepository extends AggregateRepository<Department> {
  constructor() {
    super(Department, {
      notFound: (id) => departmentNotFound({ id }),
      view: departmentView,
      notPersonal: ['name'],
      unique: { department_name_key: (department) => nameTaken({ value: department.name }) },
    });
  }

  /** Makes sure that there is one that may be given something, and that it isn't closed before the transaction ends. */
  async holdActive(departmentId: string): Promise<void> {
    const [row] = await this.lockRows<{ name: string; active: boolean }>(
      'SELECT name, active FROM department WHERE id = $1 FOR SHARE',
      [departmentId],
    );
    if (!row) throw departmentNotFound({ id: departmentId });
    if (!row.active) throw departmentClosed({ name: row.name });
  }

  page(request: RequestOf<typeof listDepartments>): Promise<{ items: Department[]; nextCursor: string | null }> {
    return readPage(this.select(Department, 'department'), request, { by: ['name'], direction: 'asc' }, (one) => one);
  }
}
