import { Column, Entity, Unique } from 'typeorm';
import { departmentChanged } from '@bumen/contracts';
import { Aggregate, type ColumnsOf } from '@bumen/service-kit';

type Columns = ColumnsOf<Department>;

/** Another department of the company, to which tickets are given. */
@Entity('department')
@Unique('department_name_key', ['name'])
export class Department extends Aggregate {
  @Column('text')
  readonly name!: string;

  /** Nothing new is given to one that isn't. */
  @Column('boolean')
  readonly active!: boolean;

  static create(id: string, name: string): Department {
    const columns: Columns = { id, name, active: true };
    const department = new Department();
    department.#become(columns);
    return department;
  }

  change(wanted: { readonly name?: string | undefined; readonly active?: boolean | undefined }): void {
    const { name = this.name, active = this.active } = wanted;
    if (name !== this.name || active !== this.active) this.#become({ name, active });
  }

  #become(changes: Partial<Columns>): void {
    Object.assign(this, changes);
    this.raise(departmentChanged, { departmentId: this.id, name: this.name, active: this.active });
  }
}
