import type { Child } from "../../harness/childProcess.ts";

/** A bench that is cut short leaves nothing running. */
export function endWithParent(child: Child): Child {
  const end = () => child.process.kill("SIGKILL");
  process.once("exit", end);
  child.process.once("exit", () => process.removeListener("exit", end));
  return child;
}
