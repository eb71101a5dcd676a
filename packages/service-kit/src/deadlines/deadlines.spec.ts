import { NoteRepository } from '@bumen/testing/notes';
import { refuseUnlessTold } from './deadlines.ts';

class DueByMore extends NoteRepository {
  override async dueIds(): Promise<string[]> {
    return [];
  }
}
class DueByMoreAndSaysWhen extends DueByMore {
  override async nextDueAt(): Promise<Date | null> {
    return null;
  }
}

test('whoever says what else is due says when, or moved time would pass it by', () => {
  expect(() => refuseUnlessTold(new DueByMore())).toThrow('DueByMore says in dueIds what else is due');
  for (const told of [new NoteRepository(), new DueByMoreAndSaysWhen()])
    expect(() => refuseUnlessTold(told)).not.toThrow();
});
