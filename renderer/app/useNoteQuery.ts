import { useCallback } from "react";
import type { Contract } from "../../shared/contract/contract.ts";
import type { ParamsInput } from "../../shared/contract/define.ts";
import { useClient } from "../state/client.ts";
import { reportProblem } from "./report.ts";

/** Tells the console that a person asked something: the audit log has who, when and of what. */
export function useNoteQuery(): (query: ParamsInput<Contract["audit.noteQuery"]>) => void {
  const { call } = useClient();
  return useCallback(
    (query) => void call("audit.noteQuery", query).catch(reportProblem("The query is not in the audit log")),
    [call],
  );
}
