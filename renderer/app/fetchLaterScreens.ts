/**
 * Fetches what the build left for later (build/laterScreens.ts), once, in a quiet moment after the first screen: a screen
 * must open while the console is away too. Modules are fetched and compiled here, and run when their screen opens.
 */
export function fetchLaterScreens(): void {
  setTimeout(() => requestIdleCallback(fetchAll, { timeout: idleMs }), firstScreenMs);
}

function fetchAll(): void {
  const later = document.querySelector<HTMLTemplateElement>("#later-screens");
  if (later) document.head.append(later.content);
}

/** The first screen's own: two megabytes that come meanwhile are felt in what is pressed first. */
const firstScreenMs = 1000;
/** A page that is never idle fetches them too. */
const idleMs = 1000;
