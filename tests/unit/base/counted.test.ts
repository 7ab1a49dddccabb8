import { expect, it } from "vitest";
import { counted } from "../../../shared/base/counted.ts";

it.each([
  [counted(0, "host"), "0 hosts"],
  [counted(1, "host"), "1 host"],
  [counted(2, "GPU process", "GPU processes"), "2 GPU processes"],
])("%s", (text, expected) => {
  expect(text).toBe(expected);
});
