import { Panel } from "../../ui/Panel.tsx";
import { Select } from "../../ui/Select.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import styles from "./FirstRun.module.css";

export type EnvironmentChoice = "none" | "prod" | "staging" | "dev";

const environments = [
  { id: "none", label: "Not set" },
  { id: "prod", label: "Production" },
  { id: "staging", label: "Staging" },
  { id: "dev", label: "Development" },
] as const;

/** What the workspace is called and where its new hosts belong. */
export function WorkspaceFields({
  name,
  onName,
  environment,
  onEnvironment,
}: {
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly environment: EnvironmentChoice;
  readonly onEnvironment: (environment: EnvironmentChoice) => void;
}) {
  return (
    <Panel title="Workspace" count="written to midwatch.yaml, to keep in git" className={styles.workspace ?? ""}>
      <div className={styles.workspaceFields}>
        <TextInput
          label="Name"
          value={name}
          onChange={onName}
          error={name.trim() === "" ? "Give the workspace a name" : null}
        />
        <div className={styles.environment}>
          <span>
            Environment <span className="small fg3">of the new hosts</span>
          </span>
          <div>
            <Select
              label="Environment of the new hosts"
              options={environments}
              value={environment}
              onChange={onEnvironment}
            />
          </div>
        </div>
      </div>
    </Panel>
  );
}
