import { expect, it } from "vitest";
import { expectedText } from "../../../../renderer/charts/expectedText.ts";

const anyValue = { kind: "auto", min: null, max: null } as const;
const share = { kind: "fixed", min: 0, max: 1 } as const;
const seconds = (value: number) => (value < 1 ? `${value * 1000} ms` : `${value} s`);
const percent = (value: number) => `${value * 100} %`;

it.each([
  ["one unit once", { low: 1.4, high: 2.6 }, { valueText: seconds, y: anyValue }, "1.4–2.6 s"],
  ["two units each", { low: 0.02, high: 1.1 }, { valueText: seconds, y: anyValue }, "20 ms–1.1 s"],
  ["a share within the whole", { low: -0.25, high: 1.38 }, { valueText: percent, y: share }, "0–100 %"],
  ["a ratio that knows no whole", { low: 0.5, high: 1.5 }, { valueText: percent, y: anyValue }, "50–150 %"],
])("an expected range tells %s", (_, range, spec, text) => {
  expect(expectedText(range, spec)).toBe(text);
});
