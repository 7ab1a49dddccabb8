import { expect, it } from "vitest";
import { plainUnits } from "../../../electron/services/collect/plan.ts";

it("refuses units that a script may not name", () => {
  expect(plainUnits(["vllm@a.service", "a\\x2db.service", "$(x)"])).toEqual({
    usable: ["vllm@a.service"],
    refused: ["a\\x2db.service", "$(x)"],
  });
});
