import type { Disposable } from "../../shared/base/disposable.ts";

/** They come at once, or one of them has nothing to say yet. */
const latestMs = 100;

export interface FirstItems extends Disposable {
  /** One stream more, whose first item is waited for. What is answered takes its items. */
  expect(): (apply: () => void) => void;
}

/**
 * What streams say first is taken together, once each has said something: the first screen is then drawn once, and with
 * all that is known, and not once for each stream.
 */
export function createFirstItems(): FirstItems {
  const held: (() => void)[] = [];
  let silent = 0;
  let isOver = false;
  let timer = 0;

  function release(): void {
    isOver = true;
    clearTimeout(timer);
    for (const apply of held.splice(0)) apply();
  }

  return {
    expect() {
      let spoke = false;
      silent += 1;
      return (apply) => {
        if (isOver) return apply();
        if (held.length === 0) timer = window.setTimeout(release, latestMs);
        held.push(apply);
        if (!spoke) silent -= 1;
        spoke = true;
        if (silent === 0) release();
      };
    },
    dispose: () => clearTimeout(timer),
  };
}
