import type { Steps } from "../../../shared/base/steps.ts";

/** How long a query waits for it, and for the step that is under way. */
const sliceMs = 5;

interface Job {
  readonly steps: Steps<unknown>;
  /** Nobody waits for it any more: it is left where it is. */
  isCancelled(): boolean;
  onDone(result: unknown): void;
  onError(error: unknown): void;
}

/** Works off one job after the other, a slice at a time: what comes to the thread in between has its turn first. */
export class Slices {
  private readonly waiting: Job[] = [];
  private next: NodeJS.Immediate | null = null;

  add(job: Job): void {
    this.waiting.push(job);
    this.next ??= setImmediate(() => this.work());
  }

  stop(): void {
    this.waiting.length = 0;
    if (this.next) clearImmediate(this.next);
  }

  private work(): void {
    const untilMs = performance.now() + sliceMs;
    let [job] = this.waiting;
    while (job && performance.now() < untilMs) {
      if (isDone(job)) this.waiting.shift();
      [job] = this.waiting;
    }
    this.next = job ? setImmediate(() => this.work()) : null;
  }
}

/** Does one step. */
function isDone({ steps, isCancelled, onDone, onError }: Job): boolean {
  if (isCancelled()) return true;
  try {
    const step = steps.next();
    if (step.done) onDone(step.value);
    return step.done === true;
  } catch (error) {
    onError(error);
    return true;
  }
}
