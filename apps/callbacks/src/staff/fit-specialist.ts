import { specialistUnfit } from '@bumen/contracts';
import type { StaffMember } from '../copies.entity.ts';

export const isSpecialist = (person: Pick<StaffMember, 'active' | 'roles'>): boolean =>
  person.active && person.roles.some((role) => role === 'callback_specialist' || role === 'supervisor');

/** The person, if the callback can be given to them; else it is refused. `handlers` handled its ticket (C-11). */
export function fitSpecialist<Person extends Pick<StaffMember, 'id' | 'name' | 'active' | 'roles'>>(
  person: Person | null,
  handlers: readonly string[],
): Person {
  if (!person) throw specialistUnfit({ why: { zh: '没有这名员工', en: 'there is no such person' } });
  if (!person.active) throw specialistUnfit({ why: { zh: `${person.name}已离职`, en: `${person.name} has left` } });
  if (!isSpecialist(person))
    throw specialistUnfit({
      why: { zh: `${person.name}不是回访专员`, en: `${person.name} is no callback specialist` },
    });
  if (handlers.includes(person.id))
    throw specialistUnfit({
      why: { zh: `${person.name}处理过该工单,不能回访`, en: `${person.name} handled the ticket, so others call back` },
    });
  return person;
}
