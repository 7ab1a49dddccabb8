import { useState } from "react";
import { type TerminalTarget, targetName } from "../../../shared/domain/terminal/target.ts";
import { useHosts } from "../../state/hostsStore.ts";
import { statusStore } from "../../state/statusStore.ts";
import { mostPanes, openTerminal } from "../../state/terminalsStore.ts";
import { Button } from "../../ui/Button.tsx";
import { Checkbox } from "../../ui/Checkbox.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { MultiSelect } from "../../ui/MultiSelect.tsx";
import { TargetTag } from "./TargetTag.tsx";
import styles from "./terminal.module.css";

/** Where to open terminals: nothing is chosen beforehand. */
export function NewTerminalDialog({ onClose }: { readonly onClose: () => void }) {
  const hosts = useHosts().filter(({ connection }) => connection.kind === "connected");
  const localTerminal = statusStore(({ info }) => info?.localTerminal ?? false);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [broadcast, setBroadcast] = useState(false);
  const targets = chosen.map((host): TerminalTarget => ({ kind: "host", host }));
  const tooMany = chosen.length > mostPanes;
  const open = (which: readonly TerminalTarget[]) => {
    openTerminal(which, { broadcast: broadcast && which.length > 1 });
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Open a terminal"
      footer={
        <>
          {localTerminal ? (
            <Button size="lg" onPress={() => open([{ kind: "local" }])}>
              On this machine
            </Button>
          ) : null}
          <Button size="lg" keys="Esc" onPress={onClose}>
            Cancel
          </Button>
          <Button
            size="lg"
            variant="primary"
            isDisabled={targets.length === 0 || tooMany}
            onPress={() => open(targets)}
          >
            {targets.length > 1 ? `Open ${targets.length} terminals` : "Open the terminal"}
          </Button>
        </>
      }
    >
      <div className={styles.paste}>
        <MultiSelect
          label="Hosts"
          options={hosts.map(({ name }) => ({ id: name, label: name }))}
          selected={chosen}
          summary={chosen.length === 0 ? "Choose hosts that are connected" : chosen.join(", ")}
          onChange={setChosen}
        />
        {tooMany ? <p className="warning">At most {mostPanes} stand beside each other.</p> : null}
        {targets.length > 1 ? (
          <>
            <Checkbox selected={broadcast} onChange={setBroadcast}>
              Type into all of them at once
            </Checkbox>
            <ul className={styles.names} aria-label="Chosen hosts">
              {targets.map((target) => (
                <li key={targetName(target)}>
                  <TargetTag target={target} />
                  <span className="mono">{targetName(target)}</span>
                </li>
              ))}
            </ul>
          </>
        ) : null}
      </div>
    </Dialog>
  );
}
