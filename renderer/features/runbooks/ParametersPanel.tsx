import { RotateCcw } from "lucide-react";
import type { RunbookPage } from "../../../shared/contract/areas/runbooks.ts";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { useHosts } from "../../state/hostsStore.ts";
import { Button } from "../../ui/Button.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Select } from "../../ui/Select.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import styles from "./runbooks.module.css";

type Shown = DeepReadonly<RunbookPage>["parameters"][number];
type Values = Readonly<Record<string, string>>;

/** What the run is told. A value is checked by the host process, which knows the types. */
export function ParametersPanel({
  parameters,
  values,
  onChange,
  onReset,
}: {
  readonly parameters: readonly Shown[];
  readonly values: Values;
  readonly onChange: (values: Values) => void;
  readonly onReset: () => void;
}) {
  const hosts = useHosts();
  return (
    <Panel
      title="Parameters"
      controls={
        <Button size="sm" variant="ghost" icon={RotateCcw} onPress={onReset}>
          Reset
        </Button>
      }
    >
      <div className={styles.inner}>
        {parameters.length === 0 ? <p className="fg3">It takes none.</p> : null}
        {parameters.map(({ name, definition }) => {
          const label = definition.title ?? name;
          const set = (value: string) => onChange({ ...values, [name]: value });
          const choices =
            definition.type === "enum"
              ? definition.values
              : definition.type === "host"
                ? hosts.map((host) => host.name)
                : null;
          if (choices) {
            const options = choices.map((id) => ({ id, label: id }));
            return <Select key={name} label={label} options={options} value={values[name] ?? null} onChange={set} />;
          }
          return (
            <TextInput
              key={name}
              label={label}
              hint={hintOf(definition)}
              mono
              value={values[name] ?? ""}
              onChange={set}
            />
          );
        })}
      </div>
    </Panel>
  );
}

function hintOf(definition: Shown["definition"]): string {
  switch (definition.type) {
    case "integer":
      return `${definition.min} to ${definition.max}`;
    case "duration":
      return "such as 30s";
    case "secret":
      return "secret:name";
    case "string":
    case "enum":
    case "host":
      return "";
  }
}
