import { expect, test } from "vitest";
import { unseenLines } from "../../../../shared/domain/logs/unseenLines.ts";
import { logLine } from "../../../builders/logLines.ts";

const line = (text: string, over: Partial<ReturnType<typeof logLine>> = {}) => logLine({ text, ...over });

test.each([
  ["known ones are left out", [line("a"), line("b")], [line("a")], ["b"]],
  ["one more than is known stays", [line("a"), line("a"), line("a")], [line("a"), line("a")], ["a"]],
  [
    "another time, host or file is another line",
    [line("a", { timeMs: 1 }), line("a", { host: "x" }), line("a", { stream: "y" })],
    [line("a")],
    ["a", "a", "a"],
  ],
  ["nothing is known", [line("a")], [], ["a"]],
])("%s", (_name, lines, known, left) => {
  expect(unseenLines(lines, known).map(({ text }) => text)).toEqual(left);
});
