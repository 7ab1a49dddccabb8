import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Sparkline } from "../../../../renderer/ui/Sparkline.tsx";

const drawn = (values: readonly number[], floor: "zero" | "least" = "least") =>
  renderToStaticMarkup(<Sparkline values={values} width={44} height={20} floor={floor} area />);

test.each<[string, number[]]>([
  ["none", []],
  ["one", [85]],
  ["equal ones", [48.2, 48.2, 48.2]],
  ["zeros", [0, 0]],
  ["gaps", [Number.NaN, 1, Number.NaN, 2e9]],
])("values that are %s make a picture without NaN", (_, values) => {
  expect(drawn(values)).not.toMatch(/NaN|Infinity/);
  expect(drawn(values, "zero")).not.toMatch(/NaN|Infinity/);
});

test("a gap stays a gap", () => {
  expect(drawn([1, 2, Number.NaN, 3, 1]).match(/M/g)).toHaveLength(4);
  expect(drawn([1, 2, 2.5, 3, 1]).match(/M/g)).toHaveLength(2);
});
