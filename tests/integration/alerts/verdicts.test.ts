import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testRules } from "../../../electron/headless/rules/testRules.ts";
import { requireTool } from "../../harness/requireTool.ts";

/** Files of other projects beside the clone; without them there is nothing to compare. */
const folder = join(import.meta.dirname, "../../../../shared/domain/contracts/alert-rules");
const promtool = requireTool("promtool");
const files = existsSync(folder) ? globSync("**/*.{yml,yaml}", { cwd: folder }).sort() : [];
const own = files.filter((file) => !file.startsWith("alertmanager/"));

/** promtool knows no Kubernetes resources: those it accepts by their spec. */
function isResource(file: string): boolean {
  return /^kind: PrometheusRule/m.test(readFileSync(join(folder, file), "utf8"));
}

function promtoolAccepts(file: string): boolean {
  const kind = /^(?:tests|rule_files):/m.test(readFileSync(join(folder, file), "utf8")) ? "test" : "check";
  try {
    execFileSync(promtool ?? "", [kind, "rules", file.split("/").at(-1) ?? ""], {
      cwd: join(folder, file, ".."),
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!promtool || own.length === 0)("rule files and rule tests are judged as promtool judges them", async () => {
  const verdicts = await Promise.all(own.map(async (file) => [file, (await testRules(join(folder, file))).ok]));
  const theirs = own.map((file) => [file, isResource(file) || promtoolAccepts(file)]);
  expect(verdicts).toEqual(theirs);
});
