import { type CancelSignal, throwIfCancelled } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { errorText, isMidwatchError, MidwatchError } from "../../../shared/base/errors.ts";
import type { DriftReport, FeatureDrift, Observed } from "../../../shared/domain/drift/featureDrift.ts";
import { judgeDrift, samplesNeeded } from "../../../shared/domain/drift/judgeDrift.ts";
import type { DriftFeature, WorkspaceDrift } from "../../../shared/domain/workspace/drift.ts";
import type { WorkspaceFile } from "../../../shared/domain/workspace/model.ts";
import { mapLimited } from "../mapLimited.ts";
import type { ServicesService } from "../services/types.ts";
import { shareWork } from "../shareWork.ts";
import type { MetricSource } from "../sources/types.ts";
import { withDeadline } from "../withDeadline.ts";
import { readObserved, together } from "./readObserved.ts";
import type { DriftService } from "./types.ts";

/** Of a report of all features. */
const deadlineMs = 20_000;
/** Pages and diagnoses that ask at about the same time get the same. */
const freshMs = 20_000;
/** Of one service at a time: each asks six queries over long windows. */
const mostFeaturesAtOnce = 2;

type Source = Pick<MetricSource, "queryInstant">;

/** A report that is being asked for. */
interface Asking {
  readonly atMs: number;
  readonly versionLabel: string | null;
  readonly wait: (signal: CancelSignal) => Promise<DriftReport>;
}

interface Plan {
  readonly drift: WorkspaceDrift;
  readonly matchers: string;
  readonly versionLabel: string | null;
}

export function createDriftService(dependencies: {
  readonly clock: Clock;
  readonly sources: { get(name: string): Source };
  readonly services: Pick<ServicesService, "definitions" | "facts">;
}): DriftService {
  const { clock, sources, services } = dependencies;
  let plans = new Map<string, WorkspaceDrift>();
  let last = new Map<string, DriftReport>();
  let asking = new Map<string, Asking>();

  async function ask(plan: Plan, source: () => Source, atMs: number, signal: CancelSignal): Promise<DriftReport> {
    const { window: windowMs, reference, features } = plan.drift;
    return {
      atMs,
      windowMs,
      reference: "before" in reference ? { beforeMs: reference.before } : reference,
      versionLabel: plan.versionLabel,
      features: await withDeadline(clock, deadlineMs, signal, (stop) =>
        mapLimited(features, mostFeaturesAtOnce, (feature) => featureAt(feature, plan, source, atMs, stop)),
      ),
    };
  }

  return {
    setWorkspace(file) {
      plans = plansOf(file);
      last = new Map();
      asking = new Map();
    },
    async report(name, atMs, signal) {
      const definition = services.definitions.find((one) => one.name === name);
      if (!definition) throw new MidwatchError("NOT_FOUND", `This workspace has no service called ${name}`);
      const drift = plans.get(name);
      if (!drift) return null;
      const versionLabel = definition.versionLabel ?? services.facts(name)?.versions?.label ?? null;
      const isSame = (one: { readonly atMs: number; readonly versionLabel: string | null } | undefined) =>
        one?.versionLabel === versionLabel && Math.abs(atMs - one.atMs) < freshMs;
      const known = last.get(name);
      if (known && isSame(known)) return known;
      const underWay = asking.get(name);
      if (underWay && isSame(underWay)) return underWay.wait(signal);
      throwIfCancelled(signal);
      const plan = { drift, matchers: definition.matchers, versionLabel };
      const begun: Asking = {
        atMs,
        versionLabel,
        wait: shareWork(
          async (stop) => {
            const report = await ask(plan, () => sources.get(definition.source), atMs, stop);
            // The workspace may be another by now.
            if (plans.get(name) === drift) last.set(name, report);
            return report;
          },
          () => asking.get(name) === begun && asking.delete(name),
        ),
      };
      asking.set(name, begun);
      return begun.wait(signal);
    },
  };
}

function plansOf(file: WorkspaceFile | null): Map<string, WorkspaceDrift> {
  return new Map((file?.services ?? []).flatMap(({ name, drift }) => (drift ? [[name, drift] as const] : [])));
}

async function featureAt(
  feature: DriftFeature,
  plan: Plan,
  source: () => Source,
  atMs: number,
  signal: AbortSignal,
): Promise<FeatureDrift> {
  const { name, kind, metric } = feature;
  const about = { name, kind, metric, minSamples: samplesNeeded(feature) };
  try {
    return { ...about, result: { kind: "asked", ...(await compared(feature, plan, source(), atMs, signal)) } };
  } catch (error) {
    if (!signal.aborted && !isMidwatchError(error)) throw error;
    return { ...about, result: { kind: "failed", message: signal.aborted ? "No answer in time" : errorText(error) } };
  }
}

async function compared(feature: DriftFeature, plan: Plan, source: Source, atMs: number, signal: CancelSignal) {
  const { drift, matchers, versionLabel } = plan;
  const read = (beforeMs: number, label: string | null) =>
    readObserved(source, feature, { matchers, windowMs: drift.window, beforeMs, versionLabel: label }, atMs, signal);
  const byVersion = new Map(await read(0, versionLabel));
  let reference: Observed;
  if ("before" in drift.reference) {
    reference = together((await read(drift.reference.before, null)).values());
  } else {
    const { version } = drift.reference;
    reference = together([byVersion.get(version) ?? []].flat());
    byVersion.delete(version);
  }
  const heldAgainst = (now: Observed) => ({ now, outcome: judgeDrift(feature, reference, now) });
  const versions = [...byVersion]
    .filter(([version]) => version !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([version, now]) => ({ version, ...heldAgainst(now) }));
  return { reference, ...heldAgainst(together(byVersion.values())), versions };
}
