import { appendTo } from "./appendTo.ts";
import { parseWorkspace } from "./parse.ts";
import type { WorkspaceService } from "./service.ts";

export type NewService = Pick<WorkspaceService, "name" | "targets" | "source">;

/**
 * The text of `midwatch.yaml` with services added after the ones it has, comments and order kept; null when it has
 * problems. Services that are listed already are left as they are.
 */
export function addServices(text: string, fileName: string, services: readonly NewService[]): string | null {
  const { file, document } = parseWorkspace(text, fileName);
  if (!file) return null;
  const listed = new Set(file.services?.map(({ name }) => name));
  const fresh = services.filter(({ name }) => !listed.has(name));
  if (fresh.length === 0) return text;
  appendTo(document, "services", fresh);
  return document.toString({ lineWidth: 0 });
}
