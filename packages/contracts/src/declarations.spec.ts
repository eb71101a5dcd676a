import { declarationsIn } from './declarations.ts';
import { id, noun } from './define/index.ts';

const rooms = noun('hr.room', { zh: '房间', en: 'rooms' });

test('what has a kind is a declaration, also in a group', () => {
  expect(declarationsIn('rooms', rooms)).toEqual([rooms]);
  expect(declarationsIn('group', { rooms, id, count: 1, nothing: null })).toEqual([rooms]);
  expect([id, null, 12, 'text', () => 1].flatMap((one) => declarationsIn('one', one))).toEqual([]);
});

test.each([
  ['gadget', { kind: 'gadget' }, 'gadget is exported with the kind gadget'],
  ['gadget', { kind: undefined }, 'gadget is exported with the kind undefined'],
  ['gadget', { kind: 'toString' }, 'gadget is exported with the kind toString'],
  ['group', { rooms, gadget: { kind: 'gadget' } }, 'group.gadget is exported with the kind gadget'],
])('a kind that nobody knows is refused with a sentence: %s %j', (name, value, sentence) => {
  expect(() => declarationsIn(name, value)).toThrow(
    `${sentence}, which the catalogue doesn't know: call the property otherwise, or declare a command, query, event`,
  );
});
