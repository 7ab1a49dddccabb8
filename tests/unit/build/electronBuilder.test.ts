import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { configuration } from "../../../build/electron-builder.ts";
import { root } from "../../../build/paths.ts";

it("a package carries the licence, and names no site or address that is not the project's own", () => {
  const text = JSON.stringify(configuration);
  expect(text).not.toMatch(/https?:\/\//);
  expect(text).not.toMatch(/[\w.]+@[\w.]+/);
  expect(configuration.linux?.maintainer).toBe("The Midwatch authors");
  for (const file of configuration.extraResources as readonly string[]) expect(existsSync(`${root}${file}`)).toBe(true);
});
