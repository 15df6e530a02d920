import { expect, test } from "vitest";
import { createAnswerJudge, markText } from "./judge-answers.ts";

function answerOf(generation: number, marks: readonly number[], status = 200) {
  const entries = marks.map((mark, at) => ({ slug: `app-${at}`, summary: markText(mark) }));
  return { status, generation, body: JSON.stringify({ generation, entries }) };
}

test("answers that are whole, equal and of growing generations are right", () => {
  const judge = createAnswerJudge(2);
  judge.note("one", answerOf(1, [1, 1]));
  judge.note("two", answerOf(1, [1, 1]));
  judge.note("one", answerOf(3, [2, 2]));
  expect(judge.findings()).toEqual({
    ...{ answered: 3, refused: [], fallen: [], mixed: [], unequal: [] },
  });
  expect([judge.markOf("one"), judge.markOf("two")]).toEqual([2, 1]);
});

test("what is half, of fewer entries, older than before, unequal or refused is found", () => {
  const judge = createAnswerJudge(2);
  judge.note("one", answerOf(2, [1, 1]));
  judge.note("one", answerOf(3, [1, 2]));
  judge.note("one", answerOf(4, [2]));
  judge.note("one", answerOf(2, [1, 1]));
  judge.note("two", answerOf(2, [3, 3]));
  judge.note("two", answerOf(2, [3, 3], 503));
  judge.note("two", null);
  const { refused, fallen, mixed, unequal } = judge.findings();
  expect(refused).toEqual(["two: 503", "two: no answer"]);
  expect(fallen).toEqual(["one, generation 2 after 4"]);
  expect(mixed).toHaveLength(2);
  expect(unequal).toEqual(["two, generation 2"]);
});
