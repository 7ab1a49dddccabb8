/**
 * Fetches what the build left for later (build/laterScreens.ts), once: a screen must open while the console is away too.
 * Modules are fetched and compiled here, and run when their screen opens.
 */
export function fetchLaterScreens(): void {
  const later = document.querySelector<HTMLTemplateElement>("#later-screens");
  if (later) document.head.append(later.content);
}
