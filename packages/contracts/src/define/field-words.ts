import { z } from 'zod';
import { choiceWords } from './choice.ts';
import type { ServiceName } from './roles.ts';
import type { Text } from './text.ts';

/** What people call the fields of requests, answers and policies, by the field's name. */
export type FieldNames = Readonly<Record<string, Text>>;
export interface FieldWords {
  readonly kind: 'words';
  /** Absent: for the fields that several services have. */
  readonly service?: ServiceName;
  readonly names: FieldNames;
}

/** The one dictionary of a service, so that a field is called the same wherever it stands. */
export const fieldWords = (service: ServiceName, names: FieldNames): FieldWords => ({ kind: 'words', service, names });

/** Fields that several services have; a service's own dictionary may call them otherwise. */
export const sharedWords: FieldWords = {
  kind: 'words',
  names: {
    action: { zh: '操作', en: 'action' },
    actor: { zh: '操作人', en: 'who did it' },
    actorName: { zh: '操作人', en: 'who did it' },
    after: { zh: '变更后', en: 'after' },
    aggregate: { zh: '对象', en: 'what was changed' },
    aggregateId: { zh: '对象编号', en: 'id of what was changed' },
    aggregateVersion: { zh: '对象版本', en: 'version of what was changed' },
    askedAt: { zh: '申请时间', en: 'asked' },
    askedById: { zh: '申请人', en: 'asked by' },
    askedByName: { zh: '申请人', en: 'asked by' },
    assigneeId: { zh: '负责人', en: 'person in charge' },
    assigneeName: { zh: '负责人', en: 'person in charge' },
    at: { zh: '时间', en: 'time' },
    attempts: { zh: '次数', en: 'attempts' },
    before: { zh: '变更前', en: 'before' },
    by: { zh: '经办人', en: 'by' },
    byName: { zh: '经办人', en: 'by' },
    called: { zh: '事项名称', en: 'what it is called' },
    channel: { zh: '渠道', en: 'channel' },
    correlationId: { zh: '关联编号', en: 'correlation id' },
    count: { zh: '数量', en: 'count' },
    counts: { zh: '数量', en: 'counts' },
    createdAt: { zh: '建立时间', en: 'created' },
    cursor: { zh: '翻页位置', en: 'cursor' },
    customer: { zh: '客户', en: 'customer' },
    customerId: { zh: '客户', en: 'customer' },
    deadDeadlineId: { zh: '未办理的到期事项', en: 'dead deadline' },
    deadEventId: { zh: '未处理消息', en: 'dead event' },
    deadline: { zh: '到期事项', en: 'deadline' },
    default: { zh: '默认值', en: 'default' },
    diedAt: { zh: '停止处理时间', en: 'given up at' },
    doNotCall: { zh: '不要来电', en: 'do not call' },
    dueAt: { zh: '到期时间', en: 'due' },
    effectiveFrom: { zh: '生效时间', en: 'takes effect' },
    email: { zh: '邮件', en: 'e-mail' },
    en: { zh: '英文', en: 'English' },
    escalation: { zh: '升级', en: 'escalation' },
    eventId: { zh: '消息编号', en: 'event id' },
    eventType: { zh: '消息类型', en: 'kind of event' },
    filters: { zh: '筛选条件', en: 'filters' },
    finishedAt: { zh: '完成时间', en: 'finished' },
    found: { zh: '是否查到', en: 'found' },
    from: { zh: '开始时间', en: 'from' },
    holds: { zh: '生效方式', en: 'how it holds' },
    id: { zh: '编号', en: 'id' },
    inHour: { zh: '一小时内次数', en: 'times within the hour' },
    items: { zh: '列表', en: 'items' },
    kind: { zh: '类别', en: 'kind' },
    limit: { zh: '每页条数', en: 'items per page' },
    manyInHour: { zh: '一小时内查看次数', en: 'times within an hour' },
    marks: { zh: '异常标记', en: 'what is unusual' },
    member: { zh: '会员', en: 'member' },
    missesInHour: { zh: '一小时内查无次数', en: 'nobody found within an hour' },
    more: { zh: '还有更多', en: 'there are more' },
    name: { zh: '名称', en: 'name' },
    needsSecondPerson: { zh: '须第二人批准', en: 'takes a second person' },
    nextCursor: { zh: '下一页位置', en: 'cursor of the next page' },
    note: { zh: '说明', en: 'note' },
    number: { zh: '编号', en: 'number' },
    offers: { zh: '可办理的操作', en: 'steps that may be taken' },
    open: { zh: '未完结', en: 'still open' },
    order: { zh: '排序', en: 'order' },
    outcome: { zh: '结果', en: 'outcome' },
    overdue: { zh: '已逾期', en: 'overdue' },
    phone: { zh: '电话', en: 'phone' },
    reaction: { zh: '后续处理', en: 'reaction' },
    reason: { zh: '原因', en: 'reason' },
    round: { zh: '轮次', en: 'round' },
    rules: { zh: '依据条款', en: 'rules' },
    sameInDay: { zh: '一天内查看同一对象次数', en: 'times the same one within a day' },
    schema: { zh: '取值格式', en: 'form of the value' },
    skills: { zh: '技能', en: 'skills' },
    startedAt: { zh: '开始时间', en: 'started' },
    state: { zh: '状态', en: 'state' },
    status: { zh: '状态', en: 'status' },
    step: { zh: '操作', en: 'step' },
    summary: { zh: '名称', en: 'summary' },
    teamId: { zh: '团队', en: 'team' },
    ticketId: { zh: '工单', en: 'ticket' },
    triedAt: { zh: '上次尝试时间', en: 'last tried' },
    until: { zh: '结束时间', en: 'until' },
    upcoming: { zh: '待生效的值', en: 'values to come' },
    value: { zh: '值', en: 'value' },
    version: { zh: '版本', en: 'version' },
    warnings: { zh: '提醒', en: 'warnings' },
    what: { zh: '事项', en: 'what' },
    why: { zh: '原因', en: 'why' },
    zh: { zh: '中文', en: 'Chinese' },
    zone: { zh: '时区', en: 'time zone' },
  },
};

/** What people call a field that lies at this path of a value of the schema, such as 客户 / 电话. */
export function fieldName(schema: z.ZodType, path: readonly (string | number)[], names: FieldNames): Text {
  let at = [schema];
  const said: Text[] = [];
  for (const step of path) {
    const here = at.flatMap(alternatives);
    said.push(nameOfStep(step, here, names));
    at = here.flatMap((one) => inside(one, step));
  }
  const joined = (language: keyof Text) => said.map((one) => one[language]).join(' / ');
  return said.length === 0 ? { zh: '内容', en: 'content' } : { zh: joined('zh'), en: joined('en') };
}

function nameOfStep(step: string | number, here: readonly z.ZodType[], names: FieldNames): Text {
  if (typeof step === 'number') return { zh: `第 ${step + 1} 项`, en: `no. ${step + 1}` };
  const key = here.find((one) => one instanceof z.ZodRecord)?.def.keyType;
  const words = here.some((one) => one instanceof z.ZodObject) ? names : ((key && choiceWords(key)) ?? {});
  return Object.hasOwn(words, step) ? words[step]! : { zh: step, en: step };
}

/** What a schema is behind optional, nullable, default and pipes; of a union each of its options. */
function alternatives(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodUnion) return (schema.options as z.ZodType[]).flatMap(alternatives);
  if (schema instanceof z.ZodPipe) return [schema.in, schema.out].flatMap((side) => alternatives(side as z.ZodType));
  const { innerType } = schema.def as { innerType?: z.ZodType };
  return innerType ? alternatives(innerType) : [schema];
}

function inside(schema: z.ZodType, step: string | number): z.ZodType[] {
  if (schema instanceof z.ZodObject) return Object.hasOwn(schema.shape, step) ? [schema.shape[step] as z.ZodType] : [];
  if (schema instanceof z.ZodRecord) return [schema.valueType as z.ZodType];
  if (schema instanceof z.ZodArray) return [schema.element as z.ZodType];
  if (schema instanceof z.ZodTuple) return (schema.def.items as z.ZodType[]).slice(Number(step), Number(step) + 1);
  return [];
}

const noted = 'x-field-names';

/**
 * For zod's `toJSONSchema`: notes beside each object what people call its fields, and under `x-enum-descriptions`,
 * which generators of clients read, what the codes of a choice mean. `withWords` then makes descriptions of the notes.
 */
export const noteWords =
  (namesOf: (schema: z.ZodType) => FieldNames | undefined) =>
  ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
    const words = choiceWords(zodSchema);
    if (words && jsonSchema.enum)
      jsonSchema['x-enum-descriptions'] = jsonSchema.enum.map((code) => inBoth(words[String(code)]!));
    const names = jsonSchema.properties && namesOf(zodSchema as unknown as z.ZodType);
    if (names) jsonSchema[noted] = names;
  };

/** A JSON Schema in which the fields say, as their description, what people call them. */
export function withWords<Json>(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !(noted in value)) return value;
    const object = value as { [noted]?: FieldNames; properties: Record<string, object> };
    const names = object[noted]!;
    delete object[noted];
    // Two fields may share one schema, so the name stands beside it only now.
    for (const [field, inner] of Object.entries(object.properties))
      if (Object.hasOwn(names, field)) object.properties[field] = { description: inBoth(names[field]!), ...inner };
    return object;
  }) as Json;
}
const inBoth = ({ zh, en }: Text) => `${zh} · ${en}`;

/** All objects in a schema, at any depth. */
export function objectsIn(schema: z.ZodType, seen = new Set<z.ZodType>()): z.ZodObject[] {
  return alternatives(schema).flatMap((one) => {
    if (seen.has(one)) return [];
    seen.add(one);
    const within = (inner: readonly z.ZodType[]) => inner.flatMap((at) => objectsIn(at, seen));
    if (one instanceof z.ZodObject) return [one, ...within(Object.values(one.shape as Record<string, z.ZodType>))];
    if (one instanceof z.ZodRecord) return within([one.valueType as z.ZodType]);
    if (one instanceof z.ZodArray) return within([one.element as z.ZodType]);
    return one instanceof z.ZodTuple ? within(one.def.items as z.ZodType[]) : [];
  });
}
