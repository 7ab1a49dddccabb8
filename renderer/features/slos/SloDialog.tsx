import { useState } from "react";
import { parseSloFile } from "../../../shared/domain/slo/formats/parseSloFile.ts";
import { formQueries, type SliForm } from "../../../shared/domain/slo/sliForms.ts";
import type { SloDraft } from "../../../shared/domain/slo/sloDraft.ts";
import { writeSloth } from "../../../shared/domain/slo/writeSloth.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { servicesStore } from "../../state/servicesStore.ts";
import type { SloState } from "../../state/slosStore.ts";
import { sourcesStore } from "../../state/sourcesStore.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Select } from "../../ui/Select.tsx";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { SliFields } from "./SliFields.tsx";
import styles from "./slos.module.css";

type Fields = Omit<SloDraft, "queries"> & { readonly sli: SliForm };

const windows = [
  { id: "30d", label: "30 days, rolling" },
  { id: "28d", label: "28 days, rolling" },
  { id: "month", label: "Calendar month, UTC" },
];

/** Writes an SLO as a Sloth file; `onClose` gets the id of what was saved, or null. */
export function SloDialog({
  slo,
  onClose,
}: {
  /** The one that is changed; null for a new one. */
  readonly slo: SloState | null;
  readonly onClose: (saved: string | null) => void;
}) {
  const { call } = useClient();
  const [fields, setFields] = useState<Fields>(() => (slo ? fieldsOf(slo) : emptyFields()));
  const [saving, setSaving] = useState(false);
  const sources = sourcesStore((state) => state.sources);
  const { sli, ...about } = fields;
  const draft: SloDraft = { ...about, queries: formQueries(sli) };
  const text = writeSloth(null, draft, null) ?? "";
  const problem = isEmpty(fields) ? null : (parseSloFile(text, "slos.yaml").problems[0]?.message ?? null);
  const change = (part: Partial<Fields>) => setFields({ ...fields, ...part });
  const sourceNames = [...new Set(["local", ...(sources ?? []).map(({ name }) => name), fields.source])];

  function save(): void {
    setSaving(true);
    call("slos.save", { slo: draft, replaces: slo?.id ?? null })
      .then(() => onClose(`${draft.service}-${draft.name}`))
      .catch((error: unknown) => {
        setSaving(false);
        reportProblem("The SLO was not saved")(error);
      });
  }

  return (
    <Dialog
      open
      onClose={() => onClose(null)}
      title={slo ? `Edit ${slo.name} of ${slo.service}` : "New SLO"}
      width={760}
      dismissable={false}
      footer={
        <>
          <Button size="lg" onPress={() => onClose(null)}>
            Cancel
          </Button>
          <Button
            size="lg"
            variant="primary"
            isDisabled={problem !== null || isEmpty(fields)}
            isPending={saving}
            onPress={save}
          >
            {slo ? `Save to ${slo.file}` : "Save to the workspace"}
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        <ServiceField value={fields.service} fixed={slo !== null} onChange={(service) => change({ service })} />
        <TextInput
          label="Name"
          hint="letters, digits and dashes"
          value={fields.name}
          onChange={(name) => change({ name })}
        />
        <TextInput
          label="Objective"
          hint="percent, such as 99.9"
          value={fields.objectivePercent}
          onChange={(objectivePercent) => change({ objectivePercent })}
        />
        <TextInput
          label="Name of its alerts"
          hint="empty for none"
          value={fields.alertName}
          onChange={(alertName) => change({ alertName })}
        />
        <TextInput
          className={styles.wide ?? ""}
          label="Description"
          hint="optional"
          value={fields.description}
          onChange={(description) => change({ description })}
        />
        <div className={`row ${styles.wide}`}>
          <Select
            label="Window"
            options={windowsWith(fields.window)}
            value={fields.window}
            onChange={(window) => change({ window })}
          />
          <Select
            label="Source"
            options={sourceNames.map((name) => ({
              id: name,
              label: name === "local" ? "This console's samples" : name,
            }))}
            value={fields.source}
            onChange={(source) => change({ source })}
          />
        </div>
        <SliFields
          sli={sli}
          isNew={slo === null}
          onChange={(next) => change({ sli: next, name: nameFor(fields, next) })}
        />
        {problem === null ? null : (
          <div className={styles.wide} role="alert">
            <StatusText status="warning">{problem}</StatusText>
          </div>
        )}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
        <section className={styles.preview} aria-label="What is written" tabIndex={0}>
          <pre className="mono">{text}</pre>
        </section>
      </div>
    </Dialog>
  );
}

function ServiceField({
  value,
  fixed,
  onChange,
}: {
  readonly value: string;
  readonly fixed: boolean;
  readonly onChange: (service: string) => void;
}) {
  const known = servicesStore(({ definitions }) => definitions) ?? [];
  const hint =
    known.length === 0 || fixed
      ? undefined
      : known
          .slice(0, 3)
          .map(({ name }) => name)
          .join(", ");
  return (
    <TextInput
      label="Service"
      {...(hint ? { hint } : {})}
      value={value}
      disabled={fixed}
      autoFocus={!fixed}
      onChange={onChange}
    />
  );
}

function windowsWith(window: string) {
  return windows.some(({ id }) => id === window) ? windows : [...windows, { id: window, label: window }];
}

/** Nothing is said to be wrong with a form that was just opened. */
function isEmpty({ service, name, sli }: Fields): boolean {
  const texts = sli.kind === "queries" ? [sli.error, sli.total ?? "-"] : Object.values(sli).slice(0, 2);
  return [service, name, ...texts].some((text) => text.trim() === "");
}

const usualNames: Readonly<Partial<Record<SliForm["kind"], string>>> = {
  availability: "availability",
  latency: "latency",
  time: "throughput",
};

/** A name that was given stays; a usual one follows what is counted. */
function nameFor({ name, sli }: Fields, next: SliForm): string {
  return name === usualNames[sli.kind] ? (usualNames[next.kind] ?? name) : name;
}

function emptyFields(): Fields {
  return {
    ...{ service: "", name: "availability", description: "", objectivePercent: "99.9", window: "30d" },
    ...{ source: "local", alertName: "ErrorBudgetBurn" },
    sli: { kind: "availability", events: "", bad: "" },
  };
}

function fieldsOf({
  service,
  name,
  description,
  objectivePercent,
  window,
  source,
  alertName,
  alerts,
  queries,
}: SloState): Fields {
  return {
    ...{ service, name, description, source },
    objectivePercent: String(objectivePercent),
    window: window.kind === "month" ? "month" : `${window.days}d`,
    alertName: alerts.page || alerts.ticket ? alertName : "",
    sli: { kind: "queries", ...queries },
  };
}
