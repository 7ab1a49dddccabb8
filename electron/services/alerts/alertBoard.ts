import { Emitter } from "../../../shared/base/emitter.ts";
import type { Alert, AlertClaim } from "../../../shared/domain/alerts/alert.ts";
import { heldBackBy } from "../../../shared/domain/alerts/heldBack.ts";
import { mergeAlerts } from "../../../shared/domain/alerts/mergeAlerts.ts";
import type { Silence } from "../../../shared/domain/alerts/silence.ts";
import { compareText } from "../../../shared/domain/metrics/labels.ts";
import { localSourceName } from "../../../shared/domain/workspace/localSource.ts";
import { differing } from "./differing.ts";
import type { AlertChange } from "./types.ts";

/** The alerts of all sources as one list: the same alert of several is one, with its claim. */
export class AlertBoard {
  readonly changed = new Emitter<AlertChange>();
  /** Always in the same order: what several tell alike does not hang on who answered first. */
  private bySource = new Map<string, ReadonlyMap<string, Alert>>();
  private readonly claims: Map<string, AlertClaim>;
  private merged = new Map<string, Alert>();
  private heldBack = heldBackBy([], new Set());
  private silences = "";

  constructor(claims: ReadonlyMap<string, AlertClaim>) {
    this.claims = new Map(claims);
  }

  get alerts(): ReadonlyMap<string, Alert> {
    return this.merged;
  }

  /**
   * Everything that one source, or group of rules, tells now; an alert that did not change should be the same object. Whoever
   * tells of the same map as before says which of its ids are other, or not there any more.
   */
  update(source: string, alerts: ReadonlyMap<string, Alert>, others: Iterable<string> = []): void {
    const before = this.bySource.get(source) ?? noAlerts;
    const touched = before === alerts ? others : differing(before, alerts);
    if (alerts.size === 0) this.bySource.delete(source);
    else if (this.bySource.has(source)) this.bySource.set(source, alerts);
    else this.bySource = new Map([...this.bySource, [source, alerts] as const].sort(([a], [b]) => ownFirst(a, b)));
    this.refresh(touched);
  }

  setClaim(id: string, claim: AlertClaim | null): void {
    if (claim) this.claims.set(id, claim);
    else this.claims.delete(id);
    this.refresh([id]);
  }

  /** Those of all Alertmanagers, with the names of these. */
  setSilences(silences: readonly Silence[], alertmanagers: readonly string[]): void {
    const active = silences.filter(({ state }) => state === "active");
    const text = JSON.stringify([active.map(({ id, matchers }) => [id, matchers]), alertmanagers]);
    if (text === this.silences) return;
    this.silences = text;
    this.heldBack = heldBackBy(active, new Set(alertmanagers));
    for (const [source, alerts] of this.bySource) {
      if (!alertmanagers.includes(source)) this.refresh(alerts.keys());
    }
  }

  private refresh(ids: Iterable<string>): void {
    const changed: Alert[] = [];
    const gone: string[] = [];
    for (const id of ids) {
      const told: Alert[] = [];
      for (const alerts of this.bySource.values()) {
        const alert = alerts.get(id);
        if (alert) told.push(alert);
      }
      const found = mergeAlerts(told, this.claims.get(id) ?? null);
      if (found) {
        const merged = this.heldBack(found);
        this.merged.set(id, merged);
        changed.push(merged);
      } else if (this.merged.delete(id)) gone.push(id);
    }
    if (changed.length + gone.length > 0) this.changed.fire({ changed, gone });
  }
}

const noAlerts: ReadonlyMap<string, Alert> = new Map();

/** The rules that are evaluated here, then by name. */
function ownFirst(a: string, b: string): number {
  return Number(isOwn(b)) - Number(isOwn(a)) || compareText(a, b);
}

/** Its groups stand behind its name. */
const isOwn = (source: string) => source.split(" ", 1)[0] === localSourceName;
