import { useEffect, useRef, useState } from "react";
import { errorText, isMidwatchError } from "../../../shared/base/errors.ts";
import type { WorkspaceServer } from "../../../shared/domain/workspace/workspaceServer.ts";
import { useClient } from "../../state/client.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import styles from "./SourceDialog.module.css";
import { SourceFields } from "./SourceFields.tsx";
import { type DraftProblems, readDraft, type SourceDraft } from "./sourceDraft.ts";

type Outcome =
  | { readonly kind: "asking" }
  | { readonly kind: "answers"; readonly version: string | null; readonly latencyMs: number }
  /** `offered` is the fingerprint of a certificate that nobody vouches for. */
  | { readonly kind: "failed"; readonly reason: string; readonly offered: string | null };

/** Adds a server to `midwatch.yaml` or changes one; it can be tried before anything is written. */
export function SourceDialog({
  initial,
  replaces,
  onClose,
}: {
  readonly initial: SourceDraft;
  /** The name of the server that is changed; null adds one. */
  readonly replaces: string | null;
  readonly onClose: () => void;
}) {
  const { call } = useClient();
  const [draft, setDraft] = useState(initial);
  const [problems, setProblems] = useState<DraftProblems>({});
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [saving, setSaving] = useState(false);
  const asking = useRef<AbortController | null>(null);
  useEffect(() => () => asking.current?.abort(), []);

  function change(next: Partial<SourceDraft>): void {
    asking.current?.abort();
    setOutcome(null);
    setDraft((before) => ({ ...before, ...next }));
    setProblems((before) =>
      Object.fromEntries(Object.entries(before).filter(([field]) => !Object.hasOwn(next, field))),
    );
  }

  /** Null when something is wrong with a field, which then says so. */
  function read(): { readonly server: WorkspaceServer; readonly secretValue: string | null } | null {
    const result = readDraft(draft);
    setProblems(result.ok ? {} : result.problems);
    if (!result.ok) return null;
    return { server: result.server, secretValue: draft.secretValue === "" ? null : draft.secretValue };
  }

  async function test(): Promise<void> {
    const asked = read();
    if (!asked) return;
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    setOutcome({ kind: "asking" });
    try {
      const answer = await call("servers.probe", asked, abort.signal);
      if (!abort.signal.aborted) setOutcome({ kind: "answers", ...answer });
    } catch (error) {
      if (!abort.signal.aborted) setOutcome(failed(error));
    }
  }

  async function save(): Promise<void> {
    if (saving) return;
    const asked = read();
    if (!asked) return;
    setSaving(true);
    try {
      await call("servers.save", { ...asked, replaces });
      onClose();
    } catch (error) {
      setOutcome(failed(error));
      setSaving(false);
    }
  }

  return (
    <Dialog
      open
      onClose={onClose}
      width={600}
      title={replaces === null ? "Add a source" : `Change ${replaces}`}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.stopPropagation();
        void save();
      }}
      footer={
        <>
          <Button size="lg" onPress={onClose}>
            Cancel
          </Button>
          <Button size="lg" onPress={() => void test()}>
            Test
          </Button>
          <Button size="lg" variant="primary" isPending={saving} keys={["Ctrl", "Enter"]} onPress={() => void save()}>
            Save to midwatch.yaml
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <SourceFields isNew={replaces === null} draft={draft} problems={problems} onChange={change} />
        <div className={styles.outcome} role="status">
          <OutcomeText outcome={outcome} onPin={(fingerprint) => change({ fingerprint })} />
        </div>
      </div>
    </Dialog>
  );
}

function OutcomeText({
  outcome,
  onPin,
}: {
  readonly outcome: Outcome | null;
  readonly onPin: (fingerprint: string) => void;
}) {
  if (!outcome) return <span className="fg3">Nothing was tried yet.</span>;
  switch (outcome.kind) {
    case "asking":
      return (
        <>
          <StatusIcon status="running" />
          Asking it
        </>
      );
    case "answers":
      return (
        <>
          <StatusIcon status="ok" />
          <span>
            It answers in {Math.max(1, Math.round(outcome.latencyMs))} ms
            {outcome.version === null ? " and tells no version." : `: version ${outcome.version}.`}
          </span>
        </>
      );
    case "failed": {
      const { reason, offered } = outcome;
      return (
        <>
          <StatusIcon status="failed" />
          <span className="grow">{reason}</span>
          {offered === null ? null : (
            <Button size="sm" onPress={() => onPin(offered)}>
              Pin this certificate
            </Button>
          )}
        </>
      );
    }
  }
}

function failed(error: unknown): Outcome {
  const offered = isMidwatchError(error) && error.code === "TLS_UNTRUSTED" ? error.detail.offered : null;
  return { kind: "failed", reason: errorText(error), offered: typeof offered === "string" && offered ? offered : null };
}
