import { Controller } from '@nestjs/common';
import {
  changeDepartment,
  createDepartment,
  departmentView,
  listDepartments,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles, viewOf } from '@bumen/service-kit';
import { Department } from './department.entity.ts';
import { DepartmentRepository } from './department.repository.ts';

@Controller()
export class DepartmentController {
  constructor(private readonly departments: DepartmentRepository) {}

  @Handles(createDepartment)
  async create({ name }: RequestOf<typeof createDepartment>): Promise<ResponseOf<typeof createDepartment>> {
    const department = Department.create(currentWork().newId(), name);
    await this.departments.save(department);
    return viewOf(departmentView, department);
  }

  @Handles(changeDepartment)
  async change({
    departmentId,
    name,
    active,
  }: RequestOf<typeof changeDepartment>): Promise<ResponseOf<typeof changeDepartment>> {
    const department = await this.departments.lock(departmentId);
    department.change({ name, active });
    await this.departments.save(department);
    return viewOf(departmentView, department);
  }

  @Handles(listDepartments)
  async list(request: RequestOf<typeof listDepartments>): Promise<ResponseOf<typeof listDepartments>> {
    const { items, nextCursor } = await this.departments.page(request);
    return { items: items.map((one) => viewOf(departmentView, one)), nextCursor };
  }
}
