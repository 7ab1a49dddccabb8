import { listOf } from "../../../shared/domain/workspace/workspaceServer.ts";
import { workspaceStore } from "../../state/workspaceStore.ts";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { Select } from "../../ui/Select.tsx";
import { TextArea } from "../../ui/TextArea.tsx";
import { DraftChoice, DraftField } from "./DraftField.tsx";
import styles from "./SourceDialog.module.css";
import type { DraftProblems, SignIn, SourceDraft } from "./sourceDraft.ts";

const kinds = [
  { id: "prometheus", label: "Prometheus" },
  { id: "alertmanager", label: "Alertmanager" },
  { id: "loki", label: "Loki" },
  { id: "elasticsearch", label: "Elasticsearch" },
  { id: "grafana", label: "Grafana" },
  { id: "remoteWrite", label: "Remote write" },
] as const;

const signIns: readonly { readonly id: SignIn; readonly label: string }[] = [
  { id: "none", label: "None" },
  { id: "basic", label: "User and password" },
  { id: "bearer", label: "Bearer token" },
  { id: "apiKey", label: "API key" },
];

const examples = {
  prometheus: "https://prometheus.example",
  alertmanager: "https://alertmanager.example",
  loki: "https://loki.example",
  elasticsearch: "https://es.example:9200",
  grafana: "https://grafana.example",
  remoteWrite: "https://mimir.example/api/v1/push",
};

interface FieldsProps {
  readonly draft: SourceDraft;
  readonly problems: DraftProblems;
  readonly onChange: (change: Partial<SourceDraft>) => void;
}

/** What a server is called, where it is, how to get in. */
export function SourceFields({ isNew, ...props }: FieldsProps & { readonly isNew: boolean }) {
  const { draft, problems, onChange } = props;
  // The lists of the file have names of their own: what is there stays in its list.
  const offered = isNew ? kinds : kinds.filter((kind) => listOf({ kind: kind.id }) === listOf(draft));
  const hosts = workspaceStore(({ workspace }) => workspace?.hostNames) ?? [];
  return (
    <>
      <SegmentedControl label="Kind" segments={offered} value={draft.kind} onChange={(kind) => onChange({ kind })} />
      <div className={styles.pair}>
        <DraftField {...props} field="name" label="Name" placeholder="eu" autoFocus />
        <DraftChoice label="Reached">
          <Select
            label="Reached"
            options={[
              { id: "", label: "From this machine" },
              ...hosts.map((host) => ({ id: host, label: `Through ${host}` })),
            ]}
            value={draft.via}
            onChange={(via) => onChange({ via })}
          />
        </DraftChoice>
      </div>
      <DraftField {...props} field="url" label="Address" placeholder={examples[draft.kind]} />
      {draft.kind === "loki" ? (
        <div className={styles.pair}>
          <DraftField {...props} field="selector" label="Streams" placeholder='{service_name=~".+"}' />
          <DraftField {...props} field="hostLabel" label="Label of the host" placeholder="host" />
        </div>
      ) : null}
      {draft.kind === "elasticsearch" ? (
        <div className={styles.pair}>
          <DraftField {...props} field="index" label="Indices" placeholder="logs-*,filebeat-*,logstash-*" />
          <DraftField {...props} field="timeField" label="Field of the time" placeholder="@timestamp" />
        </div>
      ) : null}
      {draft.kind === "remoteWrite" ? (
        <TextArea
          label="Labels that are put on every series"
          rows={2}
          placeholder="console: eu-1"
          value={draft.labels}
          error={problems.labels ?? null}
          onChange={(labels) => onChange({ labels })}
        />
      ) : null}
      <DraftChoice label="Sign-in">
        <Select
          label="Sign-in"
          options={signIns.filter(({ id }) => id !== "apiKey" || draft.kind === "elasticsearch")}
          value={draft.signIn}
          onChange={(signIn) => onChange({ signIn })}
        />
      </DraftChoice>
      {draft.signIn === "none" ? null : (
        <div className={styles.pair}>
          {draft.signIn === "basic" ? <DraftField {...props} field="user" label="User" /> : null}
          <DraftField
            {...props}
            field="secret"
            label="Name of the secret"
            placeholder={`${draft.name || "eu"}-token`}
          />
          <DraftField {...props} field="secretValue" label="Its value" hint="empty: as kept" secret />
        </div>
      )}
      <details className={styles.more} open={hasMore(draft) || hasMoreProblems(problems)}>
        <summary>Headers and certificates</summary>
        <TextArea
          label="Headers"
          rows={2}
          placeholder="X-Scope-OrgID: llm-fleet"
          value={draft.headers}
          onChange={(headers) => onChange({ headers })}
          error={problems.headers ?? null}
        />
        <div className={styles.pair}>
          <DraftField {...props} field="ca" label="Authority" hint="PEM file" placeholder="ca.pem" />
          <DraftField {...props} field="serverName" label="Name in the certificate" />
        </div>
        <div className={styles.pair}>
          <DraftField {...props} field="cert" label="Client certificate" hint="PEM file" placeholder="client.pem" />
          <DraftField {...props} field="key" label="Its key" hint="PEM file" placeholder="client.key" />
        </div>
        <DraftField {...props} field="fingerprint" label="Pinned certificate" hint="SHA-256" placeholder="3B:9A:..." />
      </details>
    </>
  );
}

const moreFields = ["headers", "ca", "cert", "key", "serverName", "fingerprint"] as const;

function hasMore(draft: SourceDraft): boolean {
  return moreFields.some((field) => draft[field] !== "");
}

function hasMoreProblems(problems: DraftProblems): boolean {
  return moreFields.some((field) => problems[field] !== undefined);
}
