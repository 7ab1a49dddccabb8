import { create } from "zustand";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item } from "../../shared/contract/define.ts";

type DiagnosisItem = Item<Contract["diagnosis.watch"]>;
export type LikelyCause = DiagnosisItem["causes"][number];

/** The likeliest causes of what fires, by the alert's id, and what is wrong with the workspace's fault patterns. */
export const diagnosisStore = create<{
  readonly causes: ReadonlyMap<string, LikelyCause>;
  readonly problems: DiagnosisItem["problems"];
}>(() => ({ causes: new Map(), problems: [] }));

export function applyDiagnosis({ causes, problems }: DiagnosisItem): void {
  diagnosisStore.setState({ causes: new Map(causes.map((cause) => [cause.alert, cause])), problems });
}
