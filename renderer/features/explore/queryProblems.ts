import { checkQuery } from "../../../shared/domain/promql/checkQuery.ts";
import type { PanelState } from "../../charts/PanelGroup.ts";
import type { EditorProblem } from "../../editor/PromqlEditor.ts";

type Failure = Extract<PanelState, { readonly kind: "error" }>;

/**
 * What is wrong with a query: as its source said when it was run, else as the language has it while it is typed. What only
 * this console's engine does not answer is no error of a query to a server.
 */
export function queryProblems(text: string, failed: Failure | null, isLocal: boolean): readonly EditorProblem[] {
  if (text.trim() === "") return [];
  if (failed) {
    const { position, message } = failed;
    return [{ from: position?.start ?? 0, to: position?.end ?? text.length, message, severity: "error" }];
  }
  return checkQuery(text)
    .filter(({ code }) => isLocal || code !== "UNSUPPORTED")
    .map(({ message, position, code }) => ({
      from: position.start,
      to: position.end,
      message,
      severity: code === "UNSUPPORTED" ? "warning" : "error",
    }));
}
