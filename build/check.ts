/** `npm run check`: types, lint, layers and dead code; zero warnings. Runs all of them and names what failed. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { root } from "./paths.ts";

const folders = ["shared", "electron", "renderer", "tests", "build"];

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** Looks at the output of a successful run; a text is a failure after all. */
  readonly verify?: (output: string) => string | null;
}

/** dependency-cruiser reports success when it could read nothing, so the count is part of the check. */
function someModules(output: string): string | null {
  const modules = Number(/(\d+) modules/.exec(output)?.[1] ?? 0);
  return modules > 50 ? null : `only ${modules} modules were checked`;
}

/** What did not change since the last check is not checked again. */
function incremental(folder: string): readonly string[] {
  return ["--incremental", "--tsBuildInfoFile", `dist/types/${folder}.tsbuildinfo`];
}

const steps: readonly Step[] = [
  ...folders
    .filter((folder) => existsSync(`${root}${folder}/tsconfig.json`))
    .map((folder) => ({ name: `types (${folder})`, command: ["tsc", "-p", folder, ...incremental(folder)] })),
  { name: "lint", command: ["biome", "check", "--config-path=build/lint.json", "--error-on-warnings", "."] },
  {
    name: "layers",
    command: ["depcruise", "--config", "build/layers.cjs", "shared", "electron", "renderer"],
    verify: someModules,
  },
  { name: "dead code", command: ["knip", "--config", "build/knip.json", "--directory", root, "--no-progress"] },
];

let failed = 0;
for (const { name, command, verify } of steps) {
  const [program = "", ...args] = command;
  const startedMs = performance.now();
  const run = spawnSync(`${root}node_modules/.bin/${program}`, args, { cwd: root, encoding: "utf8" });
  const output = `${run.stdout ?? ""}${run.stderr ?? ""}`;
  const problem = run.status === 0 ? (verify?.(output) ?? null) : `exit ${run.status}`;
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(
    `${problem ? "FAIL" : "ok  "} ${name} (${seconds} s)${problem ? `: ${problem}\n${output}` : ""}\n`,
  );
  if (problem) failed += 1;
}
if (failed > 0) process.exitCode = 1;
