import { expect, test } from "vitest";
import { changeWords, stateOf, windowText } from "../../../../renderer/features/services/drift/driftWords.ts";

const compared = (level: "none" | "some" | "strong", change: number | null) =>
  ({ kind: "compared", level, psi: null, ks: null, change }) as const;
const told = (value: number | null) => ({ samples: 300, value, bins: null });

test.each([
  [compared("none", 0), "No drift"],
  [compared("strong", 0), "Strong drift"],
  [{ kind: "tooFew", side: "now", samples: 37.2, needed: 200 }, "Too few: 37 of 200 needed"],
  [{ kind: "tooFew", side: "reference", samples: 0.4, needed: 1000 }, "Too few in the reference: 0 of 1,000 needed"],
  [{ kind: "nothing", side: "now" }, "Nothing told now"],
  [{ kind: "nothing", side: "reference" }, "No reference told"],
  [{ kind: "unlike" }, "No bucket bound in common"],
] as const)("%o is %s", (outcome, text) => expect(stateOf(outcome).text).toBe(text));

test("changes are relative, of shares in points, and from zero in a word", () => {
  expect(changeWords("mean", compared("strong", 0.6), told(10), told(16))).toBe("+60 %");
  expect(changeWords("count", compared("some", -0.25), told(24), told(18))).toBe("\u221225 %");
  expect(changeWords("missing", compared("some", 0.06), told(0.012), told(0.072))).toBe("+6.00 pt");
  expect(changeWords("mean", compared("strong", null), told(0), told(3))).toBe("was 0");
  expect(changeWords("mean", { kind: "nothing", side: "now" }, told(3), told(null))).toBeNull();
});

test("says what is held against what", () => {
  const report = { atMs: 0, windowMs: 3_600_000, versionLabel: null, features: [] };
  expect(windowText({ ...report, reference: { beforeMs: 86_400_000 } })).toBe("Last 1h against the same 1d before");
  expect(windowText({ ...report, reference: { version: "v1" } })).toBe("Last 1h against v1");
});
