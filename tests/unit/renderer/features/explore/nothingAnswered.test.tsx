import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { NothingAnswered } from "../../../../../renderer/features/explore/NothingAnswered.tsx";

const drawn = (...exprs: string[]) =>
  renderToStaticMarkup(
    <NothingAnswered states={[]} exprs={exprs} metrics={{ metricNames: async () => [] }} onReplace={() => {}} />,
  );

test("a text is no empty range", () => {
  expect(drawn('"maintenance"')).toContain("A text and no series");
  expect(drawn('("a")', '"b"')).toContain("A text and no series");
  expect(drawn('"a"', "up")).toContain("No series in this range");
  expect(drawn("sum(")).toContain("No series in this range");
  expect(drawn()).toContain("No series in this range");
});
