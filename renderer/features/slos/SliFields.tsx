import type { SliForm } from "../../../shared/domain/slo/sliForms.ts";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { Select } from "../../ui/Select.tsx";
import { TextArea } from "../../ui/TextArea.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import styles from "./slos.module.css";

const kinds = [
  { id: "availability", label: "Availability" },
  { id: "latency", label: "Latency" },
  { id: "time", label: "Time" },
  { id: "queries", label: "Own queries" },
] as const satisfies readonly { id: SliForm["kind"]; label: string }[];

const blank: Readonly<Record<SliForm["kind"], SliForm>> = {
  availability: { kind: "availability", events: "", bad: "" },
  latency: { kind: "latency", histogram: "", labels: "", bound: "" },
  time: { kind: "time", expr: "", operator: ">=", value: "" },
  queries: { kind: "queries", error: "", total: "" },
};

const operators = [
  { id: ">=", label: "at least" },
  { id: ">", label: "more than" },
  { id: "<=", label: "at most" },
  { id: "<", label: "less than" },
] as const;

/** What is counted: the metric in words of its kind, or the queries themselves. */
export function SliFields({
  sli,
  isNew,
  onChange,
}: {
  readonly sli: SliForm;
  readonly isNew: boolean;
  readonly onChange: (sli: SliForm) => void;
}) {
  return (
    <>
      {isNew ? (
        <div className={styles.wide}>
          <SegmentedControl
            label="What is counted"
            segments={kinds}
            value={sli.kind}
            onChange={(kind) => onChange(blank[kind])}
          />
        </div>
      ) : null}
      <Inputs sli={sli} onChange={onChange} />
    </>
  );
}

function Inputs({ sli, onChange }: { readonly sli: SliForm; readonly onChange: (sli: SliForm) => void }) {
  switch (sli.kind) {
    case "availability":
      return (
        <>
          <TextInput
            label="Counter of all events"
            mono
            placeholder='http_requests_total{job="api"}'
            value={sli.events}
            onChange={(events) => onChange({ ...sli, events })}
          />
          <TextInput
            label="Labels of the bad ones"
            mono
            placeholder='code=~"5.."'
            value={sli.bad}
            onChange={(bad) => onChange({ ...sli, bad })}
          />
        </>
      );
    case "latency":
      return (
        <>
          <TextInput
            label="Histogram"
            mono
            placeholder="http_request_duration_seconds"
            value={sli.histogram}
            onChange={(histogram) => onChange({ ...sli, histogram })}
          />
          <TextInput
            label="Good within"
            hint="a bound of its buckets"
            mono
            placeholder="0.5"
            value={sli.bound}
            onChange={(bound) => onChange({ ...sli, bound })}
          />
          <TextInput
            className={styles.wide ?? ""}
            label="Labels"
            hint="optional"
            mono
            placeholder='job="api"'
            value={sli.labels}
            onChange={(labels) => onChange({ ...sli, labels })}
          />
        </>
      );
    case "time":
      return (
        <>
          <TextInput
            className={styles.wide ?? ""}
            label="Time is good while this query"
            mono
            placeholder="sum(rate(tokens_total[1m]))"
            value={sli.expr}
            onChange={(expr) => onChange({ ...sli, expr })}
          />
          <div className={`row ${styles.wide}`}>
            <Select
              label="is"
              options={operators}
              value={sli.operator}
              onChange={(operator) => onChange({ ...sli, operator })}
            />
            <TextInput
              label="Value"
              hideLabel
              mono
              value={sli.value}
              onChange={(value) => onChange({ ...sli, value })}
            />
          </div>
        </>
      );
    case "queries":
      return (
        <>
          <div className={styles.wide}>
            <TextArea
              label={sli.total === null ? "Share of bad time, 0 to 1, over {{.window}}" : "Bad events over {{.window}}"}
              rows={3}
              value={sli.error}
              onChange={(error) => onChange({ ...sli, error })}
            />
          </div>
          {sli.total === null ? null : (
            <div className={styles.wide}>
              <TextArea
                label="All events over {{.window}}"
                rows={3}
                value={sli.total}
                onChange={(total) => onChange({ ...sli, total })}
              />
            </div>
          )}
        </>
      );
  }
}
