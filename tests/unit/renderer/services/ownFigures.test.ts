import { expect, test } from "vitest";
import { figuresOverOwnTime } from "../../../../renderer/features/services/ownFigures.ts";
import type { ComparedFigure } from "../../../../shared/domain/services/comparison.ts";

const figure = (id: string, unit: ComparedFigure["unit"]): ComparedFigure => ({
  ...{ id, title: id, unit, better: null, expr: "" },
});

test("each release over its own time; one that was seen too shortly is not one that told nothing", () => {
  const hourMs = 3_600_000;
  const figures = figuresOverOwnTime(
    [figure("requests", "perSecond"), figure("errors", "ratio"), figure("tokens", "perSecond")],
    new Map([
      [
        "requests",
        new Map([
          ["old", 2],
          ["new", 0.5],
          ["fresh", 0.1],
        ]),
      ],
      [
        "errors",
        new Map([
          ["old", 0.01],
          ["fresh", 0.5],
        ]),
      ],
    ]),
    new Map([
      ["old", hourMs],
      ["new", hourMs / 4],
      ["fresh", 40_000],
    ]),
    hourMs,
  );
  expect([...(figures.get("requests") ?? [])]).toEqual([
    ["old", 2],
    ["new", 2],
    ["fresh", null],
  ]);
  expect([...(figures.get("errors") ?? [])]).toEqual([
    ["old", 0.01],
    ["fresh", 0.5],
  ]);
  expect([...(figures.get("tokens") ?? [])]).toEqual([]);
});
