/** Work that may be laid aside between its steps: each `next` does one of them, the last one brings the result. */
export type Steps<T> = Generator<void, T, void>;

/** All of it at once. */
export function allSteps<T>(steps: Steps<T>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}
