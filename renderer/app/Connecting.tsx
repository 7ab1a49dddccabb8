import { useEffect, useState } from "react";
import { useLink } from "../state/client.ts";
import type { LinkState } from "../state/link.ts";
import { useNow } from "../state/now.ts";
import { Panel } from "../ui/Panel.tsx";
import { Disconnected } from "../ui/states/Disconnected.tsx";
import styles from "./Connecting.module.css";

const appearsAfterMs = 400;

/** Before the first connection: nothing for a moment, then what is tried and what failed. */
export function Connecting({ state }: { readonly state: LinkState }) {
  const link = useLink();
  const [visible, setVisible] = useState(false);
  useNow();
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), appearsAfterMs);
    return () => clearTimeout(timer);
  }, []);
  if (!visible) return null;
  const waiting = state.kind === "retrying" ? state : null;
  return (
    <main className={styles.page}>
      <Panel title="Midwatch" count="connecting to its host process" className={styles.box ?? ""}>
        <Disconnected
          attempt={state.kind === "open" ? 1 : state.attempt}
          nextInMs={waiting ? waiting.retryAtMs - Date.now() : null}
          waitMs={waiting?.waitMs ?? null}
          history={waiting ? [{ atMs: waiting.retryAtMs - waiting.waitMs, text: waiting.reason }] : []}
          onRetry={() => link.retryNow()}
        />
      </Panel>
    </main>
  );
}
