import { z } from "zod";
import type { Clock } from "../../../../shared/base/clock.ts";
import type { Disposable } from "../../../../shared/base/disposable.ts";
import { errorText } from "../../../../shared/base/errors.ts";
import type { Alert } from "../../../../shared/domain/alerts/alert.ts";
import type { Labels } from "../../../../shared/domain/metrics/model.ts";
import type { ServerSource } from "../../sources/types.ts";
import { keptAlert } from "../keptAlert.ts";
import type { RuleGroupStatus } from "../types.ts";
import { readRules } from "./ruleReply.ts";
import { sentLabels, unchanged } from "./sentLabels.ts";

export interface RulesState {
  /** As last told; kept while the server is away, which `problem` then says. */
  readonly groups: readonly RuleGroupStatus[];
  readonly alerts: ReadonlyMap<string, Alert>;
  readonly problem: string | null;
}

export interface RulesWatch extends Disposable {
  readonly state: RulesState;
  /** An alert's labels as the server sends them on. */
  sent(labels: Labels): Labels;
}

const pollMs = 10_000;
/** Its configuration changes seldom. */
const configurationMs = 5 * 60_000;
const wireConfiguration = z.object({ yaml: z.string() });

/** Asks one Prometheus every 10 s for its rules and their alerts. */
export function watchRules(
  { name, api }: Pick<ServerSource, "name" | "api">,
  clock: Clock,
  changed: (state: RulesState) => void,
): RulesWatch {
  let state: RulesState = { groups: [], alerts: new Map(), problem: null };
  let sent = unchanged;
  let configuredAtMs = Number.NEGATIVE_INFINITY;
  let timer: Disposable | null = null;
  const ended = new AbortController();

  /** What stands before a server may keep its configuration to itself: its alerts are then taken as they are. */
  async function readConfiguration(): Promise<void> {
    if (clock.monotonicMs() - configuredAtMs < configurationMs) return;
    configuredAtMs = clock.monotonicMs();
    const { data } = await api.get({ path: "status/config", fields: [], signal: ended.signal });
    const found = wireConfiguration.safeParse(data);
    sent = found.success ? sentLabels(found.data.yaml) : unchanged;
  }

  async function ask(): Promise<void> {
    try {
      await readConfiguration().catch(() => undefined);
      const { data } = await api.get({ path: "rules", fields: [], signal: ended.signal });
      const { groups, alerts } = readRules(name, data, sent);
      state = { groups, alerts: kept(alerts), problem: null };
    } catch (error) {
      state = { ...state, problem: errorText(error) };
    }
    if (ended.signal.aborted) return;
    changed(state);
    timer = clock.after(pollMs, () => void ask());
  }

  function kept(alerts: ReadonlyMap<string, Alert>): ReadonlyMap<string, Alert> {
    return new Map([...alerts].map(([id, alert]) => [id, keptAlert(state.alerts.get(id), alert)]));
  }

  void ask();
  return {
    get state() {
      return state;
    },
    sent: (labels) => sent(labels),
    dispose() {
      ended.abort();
      timer?.dispose();
    },
  };
}
