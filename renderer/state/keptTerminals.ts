import { z } from "zod";
import { terminalTarget } from "../../shared/domain/terminal/target.ts";
import { mostPanes, type TerminalsState } from "./terminalsStore.ts";

const terminalPane = z.object({ key: z.string(), target: terminalTarget, id: z.string().nullable() });

const terminalTab = z.object({
  key: z.string(),
  panes: z.array(terminalPane).min(1).max(mostPanes),
  active: z.string(),
  broadcast: z.boolean(),
});

const terminalsState = z.object({
  open: z.boolean(),
  heightPx: z.number(),
  tabs: z.array(terminalTab),
  active: z.string().nullable(),
});

/** The drawer as a window kept it; null for what is none. */
export function keptTerminals(text: string): TerminalsState | null {
  try {
    return terminalsState.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
