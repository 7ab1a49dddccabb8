import { useState } from "react";
import { useClient } from "../../state/client.ts";
import type { StopReason } from "../../state/types.ts";
import { reportProblem } from "../report.ts";
import { ChangedKey, RevokedKey } from "./RefusedKey.tsx";
import { TrustKey } from "./TrustKey.tsx";

type KeyReason = Extract<StopReason, { readonly kind: "hostKeyUnknown" | "hostKeyChanged" | "hostKeyRevoked" }>;

/** For a host that stopped at a key: asks about an unknown one, explains a changed or revoked one. Trusting connects at once. */
export function HostKeyPanel({
  host,
  via,
  reason,
}: {
  readonly host: string;
  readonly via: readonly string[];
  readonly reason: KeyReason;
}) {
  const { call } = useClient();
  const [busy, setBusy] = useState(false);
  const [remember, setRemember] = useState(true);
  if (reason.kind === "hostKeyChanged") return <ChangedKey {...reason} />;
  if (reason.kind === "hostKeyRevoked") return <RevokedKey {...reason} />;

  const trust = () => {
    setBusy(true);
    call("ssh.trustHostKey", { host, hop: reason.hop, fingerprint: reason.offered.fingerprint, remember })
      .catch(reportProblem(`The key of ${reason.hop} was not trusted`))
      .finally(() => setBusy(false));
  };
  return (
    <TrustKey
      hop={reason.hop}
      address={reason.address}
      via={reason.hop === host ? via : via.slice(0, via.indexOf(reason.hop))}
      serverVersion={reason.serverVersion}
      offered={reason.offered}
      knownHostsFile="known_hosts"
      busy={busy}
      remember={remember}
      onRemember={setRemember}
      onTrust={trust}
    />
  );
}
