import { specialistUnfit } from '@bumen/contracts';
import type { StaffMember } from '../copies.entity.ts';

export const isSpecialist = (person: Pick<StaffMember, 'active' | 'roles'>): boolean =>
  person.active && person.roles.some((role) => role === 'callback_specialist' || role === 'supervisor');

/** The person, if callbacks can be given to them; else it is refused. */
export function fitSpecialist(person: StaffMember | null): StaffMember {
  if (!person) throw specialistUnfit({ why: { zh: '没有这名员工', en: 'there is no such person' } });
  if (!person.active) throw specialistUnfit({ why: { zh: `${person.name}已离职`, en: `${person.name} has left` } });
  if (!isSpecialist(person))
    throw specialistUnfit({
      why: { zh: `${person.name}不是回访专员`, en: `${person.name} is no callback specialist` },
    });
  return person;
}
