import type { Filesystem, Service } from "../model.ts";
import type { Finding, Severity } from "../state.ts";
import { type ConnectionInput, connectionFindings } from "./connectionFindings.ts";
import type { FindingDraft } from "./findingDraft.ts";
import { type GpuFindingsInput, gpuFindings } from "./gpuFindings.ts";
import { machineFindings } from "./machineFindings.ts";

export { thresholds } from "./thresholds.ts";

export interface FindingsInput extends ConnectionInput, GpuFindingsInput {
  readonly host: string;
  readonly services: readonly Service[];
  readonly filesystems: readonly Filesystem[];
  /** This function's last result for the host: a finding that goes on keeps its beginning. */
  readonly previous: readonly Finding[];
}

const rank: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };

function idOf(host: string, kind: Finding["kind"], key: string): string {
  return key === "" ? `${host}/${kind}` : `${host}/${kind}/${key}`;
}

function finished(draft: FindingDraft, { host, nowMs }: FindingsInput, known: Finding | undefined): Finding {
  return {
    id: idOf(host, draft.kind, draft.key),
    severity: draft.severity,
    kind: draft.kind,
    title: draft.title,
    detail: draft.detail,
    host,
    gpuUuid: draft.gpu?.uuid ?? null,
    gpuIndex: draft.gpu?.index ?? null,
    sinceMs: known?.sinceMs ?? draft.sinceMs ?? nowMs,
    value: draft.value ?? null,
    limit: draft.limit ?? null,
  };
}

/**
 * Everything wrong that a host's own readings show, worst first and in a stable order. Pure: call it with each new state.
 * While the host is away its last readings go on to count, as they go on to be shown.
 */
export function hostFindings(input: FindingsInput): readonly Finding[] {
  const { host, previous } = input;
  const known = new Map(previous.map((finding) => [finding.id, finding]));
  const drafts = [
    ...connectionFindings(
      input,
      known.get(idOf(host, "hostUnreachable", "")) ?? known.get(idOf(host, "hostStopped", "")),
    ),
    ...gpuFindings(input, (key) => known.has(idOf(host, "gpuHot", key))),
    ...machineFindings(input.services, input.filesystems),
  ];
  return drafts
    .map((draft) => finished(draft, input, known.get(idOf(host, draft.kind, draft.key))))
    .sort((a, b) => rank[a.severity] - rank[b.severity]);
}
