/**
 * Electron does not wait for asynchronous quit handlers: the first quit is held back, the core is stopped within a
 * deadline, and the second quit goes through.
 */
export interface QuitSequence {
  /** For `before-quit`; returns whether the event must be prevented. */
  beforeQuit(): "prevent" | "allow";
  /** True from the first wish to quit on: windows then close instead of hiding. */
  readonly quitting: boolean;
}

export function createQuitSequence(dependencies: {
  readonly stop: () => Promise<void>;
  readonly quit: () => void;
  readonly timeoutMs: number;
  readonly after: (delayMs: number, call: () => void) => void;
}): QuitSequence {
  const { stop, quit, timeoutMs, after } = dependencies;
  let state: "running" | "stopping" | "stopped" = "running";

  const finish = () => {
    if (state === "stopped") return;
    state = "stopped";
    quit();
  };

  return {
    get quitting() {
      return state !== "running";
    },
    beforeQuit() {
      if (state === "stopped") return "allow";
      if (state === "running") {
        state = "stopping";
        after(timeoutMs, finish);
        void stop().then(finish, finish);
      }
      return "prevent";
    },
  };
}
