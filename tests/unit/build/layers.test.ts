import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
let folder = "";

/** A miniature tree with the project's own rules, so that no forbidden file ever stands in the real one. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-layers-"));
  cpSync(join(root, "build/layers.cjs"), join(folder, "layers.cjs"));
  cpSync(join(root, "package.json"), join(folder, "package.json"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function cruise(files: Readonly<Record<string, string>>): string {
  for (const top of ["shared", "electron", "renderer"]) {
    rmSync(join(folder, top), { recursive: true, force: true });
    mkdirSync(join(folder, top));
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const run = spawnSync(
    join(root, "node_modules/.bin/depcruise"),
    ["--config", "layers.cjs", "shared", "electron", "renderer"],
    { cwd: folder, encoding: "utf8" },
  );
  return run.stdout;
}

const target = "export const value = 1;\n";
const using = (path: string) => `import * as used from "${path}";\nexport const again = used;\n`;

describe("the import matrix", () => {
  it.each([
    ["shared/domain/a.ts", "../base/b.ts", "shared/base/b.ts"],
    ["electron/services/ssh/a.ts", "../store/types.ts", "electron/services/store/types.ts"],
    ["electron/host/a.ts", "../services/ssh/b.ts", "electron/services/ssh/b.ts"],
    ["renderer/features/watch/a.ts", "../../ui/b.ts", "renderer/ui/b.ts"],
  ])("lets %s import %s", (from, path, to) => {
    expect(cruise({ [from]: using(path), [to]: target })).toContain("no dependency violations");
  });

  it.each([
    ["shared/base/a.ts", "../domain/b.ts", "shared/domain/b.ts"],
    ["shared/domain/a.ts", "node:fs", null],
    ["shared/domain/a.ts", "react", null],
    ["shared/contract/a.ts", "../../electron/host/b.ts", "electron/host/b.ts"],
    ["electron/services/ssh/a.ts", "../store/files.ts", "electron/services/store/files.ts"],
    ["electron/services/ssh/a.ts", "../../host/b.ts", "electron/host/b.ts"],
    ["electron/host/a.ts", "electron", null],
    ["electron/headless/a.ts", "electron", null],
    ["electron/demo/a.ts", "../services/ssh/b.ts", "electron/services/ssh/b.ts"],
    ["renderer/app/a.ts", "../../electron/host/b.ts", "electron/host/b.ts"],
    ["renderer/app/a.ts", "node:fs", null],
    ["renderer/features/watch/a.ts", "../hosts/b.ts", "renderer/features/hosts/b.ts"],
  ])("refuses that %s imports %s", (from, path, to) => {
    const output = cruise({ [from]: using(path), ...(to === null ? {} : { [to]: target }) });
    expect(output).toContain("dependency violations (");
    expect(output).toContain(from);
  });

  it("refuses a cycle", () => {
    const files = { "shared/base/a.ts": using("./b.ts"), "shared/base/b.ts": using("./a.ts") };
    expect(cruise(files)).toContain("no-cycles");
  });
});
