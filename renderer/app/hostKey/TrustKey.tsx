import { Copy, KeyRound } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { HostKey } from "../../state/types.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Checkbox } from "../../ui/Checkbox.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { reportProblem } from "../report.ts";
import { groupFingerprint, keyTitle } from "./fingerprint.ts";
import styles from "./HostKey.module.css";

export interface TrustKeyProps {
  /** The host whose key it is: the one wanted or a jump host on the way. */
  readonly hop: string;
  readonly address: string;
  readonly via: readonly string[];
  readonly serverVersion: string | null;
  readonly offered: HostKey;
  /** Where a remembered key is written. */
  readonly knownHostsFile: string;
  /** Hosts that wait for this key besides `hop`. */
  readonly waiting?: readonly string[];
  /** At the head's right: `1 of 2`. */
  readonly place?: ReactNode;
  readonly busy: boolean;
  readonly remember: boolean;
  readonly onRemember: (remember: boolean) => void;
  readonly onTrust: () => void;
  readonly onSkip?: () => void;
  /** Drawn in the button where the caller registered it. */
  readonly trustKeys?: string;
}

/** A key seen for the first time: calm, with everything there is to compare it by. */
export function TrustKey(props: TrustKeyProps) {
  const { hop, offered, waiting = [] } = props;
  return (
    <section className={styles.panel} aria-label={`Host key of ${hop}`}>
      <header className={styles.head}>
        <span className="info">
          <Icon of={KeyRound} />
        </span>
        <h2>
          Trust <span className="mono">{hop}</span>?
        </h2>
        {props.place ? <span className="fg3 small">{props.place}</span> : null}
      </header>
      <p className="fg2">
        You have not connected to this host before. Compare the fingerprint with one from a source you trust.
      </p>
      <Fingerprint offered={offered} />
      <div className={styles.facts}>
        <pre className={`${styles.art} mono`} role="img" aria-label="Picture of the key, as ssh-keygen -lv draws it">
          {offered.randomart}
        </pre>
        <dl className={styles.list}>
          <Fact name="Address">{props.address}</Fact>
          <Fact name="Via">{props.via.length > 0 ? props.via.join(", ") : "direct"}</Fact>
          <Fact name="Server">{props.serverVersion ?? "not told"}</Fact>
          {waiting.length > 0 ? <Fact name="Waits for this key">{hostList(waiting)}</Fact> : null}
        </dl>
      </div>
      <Checkbox selected={props.remember} onChange={props.onRemember}>
        Write to <code>{props.knownHostsFile}</code>
      </Checkbox>
      <div className={styles.actions}>
        <Button
          variant="primary"
          size="lg"
          isPending={props.busy}
          onPress={props.onTrust}
          {...(props.trustKeys ? { keys: props.trustKeys } : {})}
        >
          {props.busy ? "Connecting" : "Trust and connect"}
        </Button>
        {props.onSkip ? (
          <Button size="lg" isDisabled={props.busy} onPress={props.onSkip}>
            Skip host
          </Button>
        ) : null}
      </div>
    </section>
  );
}

function Fingerprint({ offered }: { readonly offered: HostKey }) {
  const [copied, setCopied] = useState(false);
  const { hash, lines } = groupFingerprint(offered.fingerprint);
  const copy = () => {
    navigator.clipboard
      .writeText(offered.fingerprint)
      .then(() => setCopied(true), reportProblem("The fingerprint was not copied"));
  };
  return (
    <div className={styles.fingerprint}>
      <div className={styles.fingerprintHead}>
        <Badge>{keyTitle(offered)}</Badge>
        <Button variant="link" icon={Copy} onPress={copy}>
          {copied ? "Copied" : "Copy"}
        </Button>
      </div>
      <div className={`${styles.groups} mono`}>
        <div>{hash}</div>
        {lines.map((groups) => (
          <div key={groups.join("")}>
            {groups.map((group, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: groups of one fixed digest may repeat
              <span key={index}>{group}</span>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const namedAtMost = 3;

function hostList(hosts: readonly string[]): string {
  const named = hosts.slice(0, namedAtMost).join(", ");
  return hosts.length > namedAtMost ? `${named} and ${hosts.length - namedAtMost} more` : named;
}
