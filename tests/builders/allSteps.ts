import type { Steps } from "../../shared/base/steps.ts";

/** The result of work in steps, done at once. */
export function allSteps<T>(steps: Steps<T>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}
