import { formatDuration, formatSpan } from "../../../../shared/domain/format/duration.ts";
import { clusterActionText } from "../../../../shared/domain/kubernetes/clusterAction.ts";
import type { Action } from "../../../../shared/domain/runbook/action.ts";
import { shellWords } from "../../../../shared/domain/runbook/shellWords.ts";
import { expandText } from "../../../../shared/domain/runbook/template.ts";
import { runClusterAction } from "../cluster/runClusterAction.ts";
import { recordOf } from "../hostCommand.ts";
import type { ActionEnd } from "./actionEnd.ts";
import { runCommand } from "./runCommand.ts";
import type { RunContext } from "./runContext.ts";
import { runRequest } from "./runRequest.ts";

export type HostAction = Extract<Action, { readonly kind: "command" | "http" | "kubernetes" }>;

/** One action of a step on one host, written down before and after. Rejects when it cannot be written down: it then did not run. */
export async function runAction(
  { clock, record, audit, http, targets, secrets, mask, signal, ending }: RunContext,
  action: HostAction,
  {
    host,
    step,
    name,
    timeoutMs,
  }: { readonly host: string; readonly step: number; readonly name: string; readonly timeoutMs: number },
): Promise<ActionEnd> {
  const target = targets.get(host);
  if (!target) throw new Error(`${host} is no target of this run`);
  const { id, by } = record.state;
  const environment = record.state.targets.find((one) => one.host === host)?.environment ?? null;
  const what = actionText(action);
  const about = { by, run: id, host, environment };
  audit.append({ ...about, kind: "step.started", text: what, facts: { step: step + 1, name } });
  record.tell({ host, step, stream: "run", text: action.kind === "command" ? `$ ${what}` : what });

  const startedMs = clock.monotonicMs();
  const context = {
    clock,
    target,
    timeoutMs,
    record: recordOf(id, `${name}-${host.replace(/[^A-Za-z0-9.-]/g, "_")}`),
    secrets,
    mask,
    tell: (stream: "out" | "error" | "run", text: string) => record.tell({ host, step, stream, text }),
    signal,
    ending,
  };
  const end =
    action.kind === "command"
      ? await runCommand(action, action.stdin === null ? null : expandText(action.stdin, secrets), context)
      : action.kind === "http"
        ? await runRequest(action, context, http)
        : await runClusterAction(action, context);
  const reason = end.kind === "done" ? null : end.reason;
  const tookMs = Math.round(clock.monotonicMs() - startedMs);
  record.tell({ host, step, stream: "run", text: reason ?? `Done in ${formatDuration(tookMs / 1000)}` });
  audit.append({
    ...about,
    kind: "step.ended",
    text: reason ?? "Done",
    facts: { step: step + 1, name, end: end.kind, tookMs, ...end.facts },
  });
  return end;
}

/** What an action is, for people: the command word by word, or the request. Secrets are still names here. */
export function actionText(action: Action): string {
  switch (action.kind) {
    case "command":
      return shellWords(action.argv);
    case "http":
      return `${action.method} ${action.url}`;
    case "kubernetes":
      return clusterActionText(action);
    case "wait":
      return `wait ${formatSpan(action.waitMs)}`;
    case "until":
      return `until ${action.condition.text}`;
    case "verify":
      return `verify ${action.condition.text}`;
    case "ask":
      return action.text;
    case "skip":
      return `skipped: ${action.parameter} has no value`;
  }
}
