import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { Alert } from "../../../shared/domain/alerts/alert.ts";
import type { RuleNoise } from "../../../shared/domain/alerts/noise.ts";
import type { RoutingExplanation } from "../../../shared/domain/alerts/routing/routingExplanation.ts";
import type { Silence, SilenceMatcher } from "../../../shared/domain/alerts/silence.ts";
import type { Finding } from "../../../shared/domain/host/state.ts";
import type { Labels } from "../../../shared/domain/metrics/model.ts";
import type { WorkspaceAlerting } from "../../../shared/domain/workspace/alerting.ts";
import type { WorkspaceProblem } from "../../../shared/domain/workspace/model.ts";
import type { AlertmanagerSource } from "../../../shared/domain/workspace/source.ts";

/** What changed among the alerts since it was last told; `gone` are ids. */
export interface AlertChange {
  readonly changed: readonly Alert[];
  readonly gone: readonly string[];
}

/** How a rule does. */
interface RuleStatus {
  readonly name: string;
  readonly kind: "alert" | "record";
  readonly expr: string;
  /** As they are written: what is a template stands as one. */
  readonly labels: Labels;
  /** Of its file; null where the server tells none. */
  readonly line: number | null;
  /** The worst of its alerts; null for a record. */
  readonly state: "inactive" | "pending" | "firing" | null;
  /** How many alerts it has, pending ones included. */
  readonly alerts: number;
  /** Unknown before the first evaluation. */
  readonly health: "ok" | "failed" | "unknown";
  /** Why the last evaluation failed. */
  readonly problem: string | null;
  /** Unix ms; null before the first evaluation. */
  readonly evaluatedAtMs: number | null;
  readonly durationMs: number | null;
}

/** How a group of rules does. */
export interface RuleGroupStatus {
  /** Who evaluates it: `local`, or a server of the workspace. */
  readonly source: string;
  readonly name: string;
  readonly file: string;
  readonly intervalMs: number;
  /** Unix ms; null before the first evaluation. */
  readonly evaluatedAtMs: number | null;
  readonly durationMs: number | null;
  /** Evaluations that were due and did not happen: the one before took too long, or the computer slept. Null where none are told. */
  readonly missed: number | null;
  readonly rules: readonly RuleStatus[];
}

/** A Prometheus that is asked for its rules. */
export interface RuleServerStatus {
  readonly name: string;
  /** Why it does not tell them now. */
  readonly problem: string | null;
}

/** A firing that was, or is. Times are Unix ms. */
export interface AlertRecord {
  /** Who evaluates the rule: `local`, or a server by the workspace's name. */
  readonly source: string;
  readonly fingerprint: string;
  readonly rule: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly activeMs: number;
  readonly firedMs: number;
  readonly resolvedMs: number | null;
  readonly touched: boolean;
}

/** The newest firings that began from `fromMs` to before `toMs` (Unix ms), at most `limit`. */
export interface HistoryWindow {
  /** Null for all sources, and for all rules. */
  readonly source: string | null;
  readonly rule: string | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}

export interface SilenceDraft {
  /** Of the silence that is changed; null makes one. */
  readonly id: string | null;
  readonly matchers: readonly SilenceMatcher[];
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly createdBy: string;
  readonly comment: string;
}

/** An Alertmanager of the workspace. */
export interface AlertServerStatus {
  readonly name: string;
  /** Unix ms of its last answer. */
  readonly readAtMs: number | null;
  readonly problem: string | null;
}

/** Who gets an alert by one configuration. */
export interface RoutingAnswer {
  /** All that there are: those of the Alertmanagers and those of the workspace. */
  readonly configurations: readonly { readonly name: string; readonly kind: "server" | "file" }[];
  /** The one that was followed; null where there is none. */
  readonly chosen: string | null;
  /** Why it could not be read; null when it was. */
  readonly failure: string | null;
  /** What is wrong in it: it is then not followed. */
  readonly problems: readonly WorkspaceProblem[];
  readonly explanation: RoutingExplanation | null;
  /** Ids of the active silences that match. */
  readonly silencedBy: readonly string[];
}

export interface Routing {
  /** By the configuration of that name, or the first where there is none of it. Rejects with CANCELLED alone. */
  explain(configuration: string | null, labels: Labels, signal: CancelSignal): Promise<RoutingAnswer>;
}

export interface AlertsService extends Disposable {
  /** All alerts of all sources, by id. */
  readonly alerts: ReadonlyMap<string, Alert>;
  readonly onChange: Event<AlertChange>;
  /** Those evaluated here, then those of the servers. */
  readonly groups: readonly RuleGroupStatus[];
  readonly ruleServers: readonly RuleServerStatus[];
  /** What is wrong in rule files, and with the history; the rest of the files is evaluated. */
  readonly problems: readonly WorkspaceProblem[];
  /** Of them, faults in rule files: nothing of such a file is evaluated. */
  readonly ruleFaults: readonly WorkspaceProblem[];
  readonly onRules: Event<void>;
  /** The Alertmanagers that are asked, and the silences that they have. */
  readonly servers: readonly AlertServerStatus[];
  readonly silences: readonly Silence[];
  readonly onSilences: Event<void>;
  setServers(sources: readonly AlertmanagerSource[]): void;
  /** The id that the silence has now. Rejects with NOT_FOUND, BAD_REQUEST, CONFLICT, and as HttpClient does. */
  saveSilence(server: string, draft: SilenceDraft): Promise<string>;
  expireSilence(server: string, id: string): Promise<void>;
  readonly routing: Routing;
  /** How rules are evaluated from now on. */
  configure(alerting: WorkspaceAlerting): void;
  /** What the hosts' readings show to be wrong now: it fires too, unless another alert tells of it. */
  tellFindings(findings: readonly Finding[]): void;
  /** Says who looks after an alert; NOT_FOUND for one that is not there any more. */
  claim(id: string, name: string, note: string): Alert;
  unclaim(id: string): void;
  history(window: HistoryWindow): readonly AlertRecord[];
  /** Of the firings of the last `days` days. */
  noise(days: number): readonly RuleNoise[];
}
