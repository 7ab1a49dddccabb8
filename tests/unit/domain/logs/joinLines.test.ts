import { expect, test } from "vitest";
import { createLineJoiner } from "../../../../shared/domain/logs/joinLines.ts";
import { mostLineChars, readLine } from "../../../../shared/domain/logs/readLine.ts";

const reference = { nowMs: Date.UTC(2026, 10, 25, 3), offsetMinutes: 0 };

function join(text: string): string[] {
  const joiner = createLineJoiner();
  const records = text.split("\n").map((line) => joiner.add(readLine(line, reference)));
  return [...records, joiner.flush()].flatMap((record) => (record ? [record.text] : []));
}

test.each([
  ["single lines", "a\nb", ["a", "b"]],
  ["indented lines go on", "head\n  at x\n\tat y\nnext", ["head\n  at x\n\tat y", "next"]],
  [
    "a traceback without stamps",
    '2026-11-25 02:14:22 ERROR failed\nTraceback (most recent call last):\n  File "x.py", line 1\nValueError: boom\n2026-11-25 02:14:23 INFO next',
    [
      '2026-11-25 02:14:22 ERROR failed\nTraceback (most recent call last):\n  File "x.py", line 1\nValueError: boom',
      "2026-11-25 02:14:23 INFO next",
    ],
  ],
  [
    "a traceback that nothing announces",
    'listening\nTraceback (most recent call last):\n  File "x.py"\nValueError: boom',
    ["listening", 'Traceback (most recent call last):\n  File "x.py"\nValueError: boom'],
  ],
  [
    "a traceback behind a line of another level",
    '2026-11-25 02:14:22 INFO served\nTraceback (most recent call last):\n  File "x.py"\nValueError: boom',
    ["2026-11-25 02:14:22 INFO served", 'Traceback (most recent call last):\n  File "x.py"\nValueError: boom'],
  ],
  [
    "a traceback that a line without a time announces",
    'ERROR:    Exception in ASGI application\nTraceback (most recent call last):\n  File "x.py"\nValueError: boom',
    ['ERROR:    Exception in ASGI application\nTraceback (most recent call last):\n  File "x.py"\nValueError: boom'],
  ],
  [
    "a chained traceback",
    'Traceback (most recent call last):\n  File "x.py", line 1\nKeyError: \'a\'\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "y.py"\nRuntimeError: b\nplain',
    [
      'Traceback (most recent call last):\n  File "x.py", line 1\nKeyError: \'a\'\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "y.py"\nRuntimeError: b',
      "plain",
    ],
  ],
  [
    "a logger that stamps each line of it",
    'ERROR 11-25 02:14:22 [engine.py:1] Traceback (most recent call last):\nERROR 11-25 02:14:22 [engine.py:1]   File "x.py"\nINFO 11-25 02:14:22 [a.py:1] other',
    [
      'ERROR 11-25 02:14:22 [engine.py:1] Traceback (most recent call last):\n  File "x.py"',
      "INFO 11-25 02:14:22 [a.py:1] other",
    ],
  ],
])("%s", (_name, text, records) => {
  expect(join(text)).toEqual(records);
});

test("a record that never ends is cut", () => {
  const records = join(["head", ...Array.from({ length: 2000 }, (_, i) => `  line ${i}`)].join("\n"));
  expect(records.length).toBeGreaterThan(3);
  expect(Math.max(...records.map((record) => record.length))).toBeLessThanOrEqual(mostLineChars);
});
