import { useEffect, useState } from "react";
import { typeOf } from "../../../shared/domain/promql/checkTypes.ts";
import { parseQuery } from "../../../shared/domain/promql/parseQuery.ts";
import { isFaultOfQuery, type PanelState } from "../../charts/PanelGroup.ts";
import type { MetricKnowledge } from "../../editor/MetricKnowledge.ts";
import { Button } from "../../ui/Button.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { NoData } from "../../ui/states/NoData.tsx";
import styles from "./Explore.module.css";
import { type MissingMetric, missingMetric } from "./missingMetric.ts";

/** Why nothing is shown: it is being asked, it is wrong, its source is silent or refuses, it answers a text, or the source has no such series; what it has of that kind is offered. */
export function NothingAnswered({
  states,
  exprs,
  metrics,
  onReplace,
}: {
  readonly states: readonly PanelState[];
  readonly exprs: readonly string[];
  readonly metrics: Pick<MetricKnowledge, "metricNames">;
  /** Asks for another metric instead. */
  readonly onReplace: (name: string, other: string) => void;
}) {
  const missing = useMissingMetric(exprs, metrics);
  if (states.some(({ kind }) => kind === "loading")) return <LoadingSkeleton />;
  const failed = states.find((state) => state.kind === "error");
  if (failed && isFaultOfQuery(failed.code)) return <div className={styles.nothing} />;
  if (failed) {
    return (
      <NoData title={`Nothing read from ${failed.source}`}>It is asked again, and shown here once that works.</NoData>
    );
  }
  if (exprs.length > 0 && exprs.every(isText)) {
    return <NoData title="A text and no series">What the query answers stands below it.</NoData>;
  }
  if (!missing) {
    return <NoData title="No series in this range">Nothing was measured under this query in the shown range.</NoData>;
  }
  const { name, similar } = missing;
  return (
    <NoData
      title="No series in this range"
      action={
        <span className={styles.similar}>
          {similar.map((other) => (
            <Button key={other} onPress={() => onReplace(name, other)}>
              Ask <code>{other}</code>
            </Button>
          ))}
        </span>
      }
    >
      <code>{name}</code> is no metric that this source was told of in the last hour.
    </NoData>
  );
}

function isText(expr: string): boolean {
  try {
    return typeOf(parseQuery(expr)) === "string";
  } catch {
    return false;
  }
}

function useMissingMetric(
  exprs: readonly string[],
  metrics: Pick<MetricKnowledge, "metricNames">,
): MissingMetric | null {
  const [missing, setMissing] = useState<MissingMetric | null>(null);
  const key = JSON.stringify(exprs);
  useEffect(() => {
    let current = true;
    void metrics.metricNames().then((known) => {
      // A source that cannot say what it has says nothing of what it lacks.
      if (current) setMissing(known.length === 0 ? null : missingMetric(JSON.parse(key) as string[], known));
    });
    return () => {
      current = false;
    };
  }, [key, metrics]);
  return missing;
}
