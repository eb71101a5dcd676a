const plain = (name: string) =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s·.,、]/g, '');

/** What stands for a name where nobody told one. */
const nobody = new Set([
  '匿名',
  '未知',
  '不详',
  '无',
  '无名',
  '客户',
  '顾客',
  '用户',
  '访客',
  'anonymous',
  'unknown',
  'customer',
  'guest',
  'na',
]);
export const isNobody = (name: string): boolean => nobody.has(plain(name));

const titled = /^(\p{L}{1,2})(?:先生|女士|小姐|太太|老师|师傅|经理|总)$/u;

/**
 * Whether two names may be those of one person: the same but for spaces and capitals, a family name with a title beside
 * a whole name that begins so, or no name at all.
 */
export function sameName(one: string, other: string): boolean {
  const [a, b] = [plain(one), plain(other)];
  if (a === b || nobody.has(a) || nobody.has(b)) return true;
  const [familyOfOne, familyOfOther] = [titled.exec(a)?.[1], titled.exec(b)?.[1]];
  if (familyOfOne !== undefined && familyOfOther !== undefined) return false;
  if (familyOfOne !== undefined) return b.startsWith(familyOfOne);
  return familyOfOther !== undefined && a.startsWith(familyOfOther);
}

/** The name that was told, where it is another than that in the file. */
export const otherName = (told: string | null, known: string): string | null =>
  told === null || sameName(told, known) ? null : told;
