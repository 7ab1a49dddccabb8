import { findProgram, tools } from "../../build/tools.ts";

/** The program of an outside tool, or null: the caller skips its tests by name. In CI a missing tool is a failure. */
export function requireTool(name: string): string | null {
  const tool = tools.find((one) => one.name === name);
  if (!tool) throw new Error(`${name} is not one of the tools in build/tools.ts`);
  const program = findProgram(tool);
  if (program === null && process.env.CI === "true")
    throw new Error(`${name} is missing: apt-get install ${tool.debianPackage}`);
  return program;
}
