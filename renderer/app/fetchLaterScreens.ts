/**
 * Fetches what the build left for later (build/laterScreens.ts), once, as soon as the first screen leaves a moment for
 * it: a screen must open while the console is away too. Modules are fetched and compiled here, and run when their screen
 * opens.
 */
export function fetchLaterScreens(): void {
  requestIdleCallback(
    () => {
      const later = document.querySelector<HTMLTemplateElement>("#later-screens");
      if (later) document.head.append(later.content);
    },
    { timeout: latestMs },
  );
}

/** A page that is never idle fetches them too. */
const latestMs = 1000;
