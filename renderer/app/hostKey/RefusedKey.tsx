import { useState } from "react";
import type { HostKey } from "../../state/types.ts";
import { Button } from "../../ui/Button.tsx";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import styles from "./HostKey.module.css";

/** The key is not the one that was stored. No way around it here: what to do is done outside, knowingly. */
export function ChangedKey({
  hop,
  stored,
  offered,
  file,
  line,
}: {
  readonly hop: string;
  readonly stored: HostKey;
  readonly offered: HostKey;
  readonly file: string;
  readonly line: number;
}) {
  const [shown, setShown] = useState(false);
  return (
    <section className={styles.refused} aria-label={`Host key of ${hop} changed`}>
      <h3>
        <StatusIcon status="critical" size={14} label="Critical" />
        <span>
          <span className="mono">{hop}</span>: host key changed
        </span>
      </h3>
      <p>
        The stored key does not match. The host may have been reinstalled, or someone may be intercepting the
        connection. Midwatch will not connect.
      </p>
      <dl className={`${styles.keys} mono`}>
        <dt>stored</dt>
        <dd>{stored.fingerprint}</dd>
        <dt>offered</dt>
        <dd>{offered.fingerprint}</dd>
        <dt>in</dt>
        <dd>
          {file}:{line}
        </dd>
      </dl>
      <div className="row">
        <Button aria-expanded={shown} onPress={() => setShown(!shown)}>
          {shown ? "Hide how to verify" : "Show how to verify"}
        </Button>
      </div>
      {shown ? <HowToVerify file={file} line={line} type={offered.type} /> : null}
    </section>
  );
}

function HowToVerify({ file, line, type }: { readonly file: string; readonly line: number; readonly type: string }) {
  const kind = type.includes("ed25519") ? "ed25519" : type.includes("ecdsa") ? "ecdsa" : "rsa";
  return (
    <ol className={styles.steps}>
      <li>
        Reach the host another way, its management console or the cloud's serial console, and print its key:
        <code>ssh-keygen -lf /etc/ssh/ssh_host_{kind}_key.pub</code>
      </li>
      <li>
        Compare with the offered fingerprint above. If they differ, do not connect, and tell whoever guards the network.
      </li>
      <li>
        If they agree and the reinstallation is known, remove line {line} of <span className="mono">{file}</span>, which
        holds the stored key shown above, then check again here.
      </li>
    </ol>
  );
}

/** The key is marked `@revoked` in known_hosts. */
export function RevokedKey({ hop, offered }: { readonly hop: string; readonly offered: HostKey }) {
  return (
    <section className={styles.refused} aria-label={`Host key of ${hop} is revoked`}>
      <h3>
        <StatusIcon status="critical" size={14} label="Critical" />
        <span>
          <span className="mono">{hop}</span>: host key revoked
        </span>
      </h3>
      <p>
        Known hosts mark the offered key as revoked: it must not be used any more. Midwatch will not connect. Ask
        whoever keeps the keys why it was revoked.
      </p>
      <dl className={`${styles.keys} mono`}>
        <dt>offered</dt>
        <dd>{offered.fingerprint}</dd>
      </dl>
    </section>
  );
}
