import { useState } from "react";
import { Button } from "../../ui/Button.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { DoctorDialog } from "./DoctorDialog.tsx";
import { EventsPanel } from "./EventsPanel.tsx";
import type { MonitorRow } from "./words.ts";
import styles from "./workloads.module.css";

/** What a monitor means; why that is not scraped is asked of the doctor. */
export function MonitorDetail({ cluster, monitor }: { readonly cluster: string; readonly monitor: MonitorRow }) {
  const [asksDoctor, setAsksDoctor] = useState(false);
  const { kind, name, namespace, parts, selector } = monitor;
  const isRule = kind === "PrometheusRule";
  return (
    <div className={styles.detail}>
      <Panel
        title={`${kind} ${name}`}
        scroll
        controls={
          <Button size="sm" onPress={() => setAsksDoctor(true)}>
            Doctor
          </Button>
        }
      >
        <p className={styles.note}>
          {isRule
            ? `Rule groups: ${parts.join(", ") || "none"}.`
            : `Scrapes ${parts.join(", ") || "nothing"} of ${kind === "PodMonitor" ? "pods" : "services"} with ${selector ?? "any label"}.`}
          <span className="fg2">
            {" "}
            The cluster does not tell whether a Prometheus takes it: an object that none takes has no event and no
            status. The doctor looks.
          </span>
        </p>
      </Panel>
      <EventsPanel cluster={cluster} namespace={namespace} object={{ kind, name }} />
      {asksDoctor ? (
        <DoctorDialog
          title={`Operator doctor: ${name}`}
          ask={(call, signal) => call("kubernetes.monitorDoctor", { cluster, kind, namespace, name }, signal)}
          onClose={() => setAsksDoctor(false)}
        />
      ) : null}
    </div>
  );
}
