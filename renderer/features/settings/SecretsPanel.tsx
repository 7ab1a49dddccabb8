import { useState } from "react";
import type { Contract } from "../../../shared/contract/contract.ts";
import type { Item } from "../../../shared/contract/define.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { useStream } from "../../state/useStream.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SecretDialog } from "./SecretDialog.tsx";
import styles from "./SettingsPage.module.css";

type Secrets = Item<Contract["secrets.watch"]>;

/** The secrets that the workspace names; their values go in here and never come out. */
export function SecretsPanel() {
  const { call } = useClient();
  const [known, setKnown] = useState<Secrets | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  useStream("secrets.watch", {}, setKnown);
  if (!known) return null;
  const forget = (name: string) => {
    call("secrets.delete", { name }).catch(reportProblem(`The secret ${name} is still kept`));
  };
  return (
    <Panel title="Secrets">
      {known.secrets.length === 0 ? (
        <p className={styles.note}>
          The workspace names none. An entry refers to one as <code>secret:NAME</code>, and its value is set here.
        </p>
      ) : (
        <ul className={styles.secrets} aria-label="Secrets">
          {known.secrets.map(({ name, usedBy, isSet, problem }) => (
            <li key={name} className={styles.setting}>
              <div className="grow">
                <div className="medium fg0 mono">{name}</div>
                <div className="small fg3">
                  For {usedBy.join(", ")}. {problem}
                </div>
              </div>
              <Badge tone={isSet ? "ok" : "warning"} status={isSet ? "ok" : "warning"}>
                {isSet ? "Set" : "Not set"}
              </Badge>
              {isSet ? (
                <Button variant="ghost" aria-label={`Forget ${name}`} onPress={() => forget(name)}>
                  Forget
                </Button>
              ) : null}
              <Button aria-label={`${isSet ? "Replace" : "Set"} ${name}`} onPress={() => setAsked(name)}>
                {isSet ? "Replace" : "Set"}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {known.kept ? null : (
        <p className={styles.note}>
          Values are forgotten when the console ends: start it with <code>MIDWATCH_SECRETS_PASSPHRASE</code> to keep
          them encrypted.
        </p>
      )}
      {asked === null ? null : <SecretDialog name={asked} onClose={() => setAsked(null)} />}
    </Panel>
  );
}
