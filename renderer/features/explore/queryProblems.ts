import { checkQuery } from "../../../shared/domain/promql/checkQuery.ts";
import { isFaultOfQuery, type PanelState } from "../../charts/PanelGroup.ts";
import type { EditorProblem } from "../../editor/PromqlEditor.ts";

type Failure = Extract<PanelState, { readonly kind: "error" }>;

/**
 * What is wrong with a query: as its source said when it was run, else as the language has it while it is typed. A source
 * that fails is no error of the query; neither is what only this console's engine does not answer, in a query to a server.
 */
export function queryProblems(text: string, failed: Failure | null, isLocal: boolean): readonly EditorProblem[] {
  if (text.trim() === "") return [];
  if (failed && isFaultOfQuery(failed.code)) {
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
